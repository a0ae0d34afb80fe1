from __future__ import annotations

from django.urls import path

from quietline.content import views

app_name = "content"
urlpatterns = [
    path("", views.page, {"name": "home"}, name="home"),
    path("myself/", views.page, {"name": "myself"}, name="myself"),
    path("somebody-else/", views.page, {"name": "somebody_else"}, name="somebody-else"),
    path("professionals/", views.page, {"name": "professionals"}, name="professionals"),
    path("how-it-works/", views.page, {"name": "how_it_works"}, name="how-it-works"),
    path("help-now/", views.page, {"name": "help_now"}, name="help-now"),
    path("trust/", views.page, {"name": "trust"}, name="trust"),
]
