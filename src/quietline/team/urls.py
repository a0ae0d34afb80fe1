from __future__ import annotations

from django.urls import path

from quietline.team import views

app_name = "team"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
