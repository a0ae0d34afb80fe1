from __future__ import annotations

from django.urls import path

from quietline.content import views

app_name = "content"
# These have names, as the program leads to them; every other page of the site is found below.
urlpatterns = [
    path("", views.page, name="home"),
    path("myself/", views.page, {"path": "myself/"}, name="myself"),
    path("somebody-else/", views.page, {"path": "somebody-else/"}, name="somebody-else"),
    path("professionals/", views.page, {"path": "professionals/"}, name="professionals"),
    path("how-it-works/", views.page, {"path": "how-it-works/"}, name="how-it-works"),
    path("help-now/", views.page, {"path": "help-now/"}, name="help-now"),
    path("trust/", views.page, {"path": "trust/"}, name="trust"),
]
# After every other part's paths.
rest = [path("<path:path>", views.page, name="page")]
