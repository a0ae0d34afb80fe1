from __future__ import annotations

from django.urls import path

from quietline.desk.picking import views

urlpatterns = [
    path("<uuid:thread_id>/signposts/", views.pick_signpost, name="pick-signpost"),
    path("<uuid:thread_id>/canned/", views.pick_canned, name="pick-canned"),
    path("<uuid:thread_id>/insert/", views.insert, name="insert"),
]
