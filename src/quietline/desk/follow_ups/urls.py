from __future__ import annotations

from django.urls import path

from quietline.desk.follow_ups import views

urlpatterns = [
    path("follow-ups/", views.follow_ups, name="follow-ups"),
    path("follow-ups/<uuid:follow_up_id>/done/", views.end, {"name": "done"}, name="follow-up-done"),
    path("follow-ups/<uuid:follow_up_id>/stop/", views.end, {"name": "stop"}, name="follow-up-stop"),
    path("follow-ups/<uuid:follow_up_id>/move/", views.move, name="follow-up-move"),
    path("<uuid:thread_id>/follow-up/", views.promise, name="follow-up"),
]
