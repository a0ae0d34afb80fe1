"""Below `desk/rota/`."""

from __future__ import annotations

from django.urls import path

from quietline.desk.rota import views

urlpatterns = [
    path("", views.rota, name="rota"),
    path("add/", views.add_shift, name="rota-add"),
    path("remove/", views.remove_shift, name="rota-remove"),
    path("load/", views.load, name="load"),
]
