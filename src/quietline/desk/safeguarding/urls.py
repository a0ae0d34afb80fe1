from __future__ import annotations

from django.urls import path

from quietline.desk.safeguarding import concern_views

urlpatterns = [
    path("<uuid:thread_id>/concern/", concern_views.mark, name="concern"),
    path("<uuid:thread_id>/concern/<uuid:concern_id>/settle/", concern_views.settle, name="settle"),
]
