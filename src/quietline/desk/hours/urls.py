from __future__ import annotations

from django.urls import path

from quietline.desk.hours import views

urlpatterns = [
    path("", views.hours, name="hours"),
    path("week/add/", views.add_span, name="hours-week-add"),
    path("week/remove/", views.remove, {"kind": "span"}, name="hours-week-remove"),
    path("day/add/", views.add_day, name="hours-day-add"),
    path("day/remove/", views.remove, {"kind": "day"}, name="hours-day-remove"),
    path("day-hours/add/", views.add_day_hours, name="hours-day-hours-add"),
    path("day-hours/remove/", views.remove, {"kind": "special_span"}, name="hours-day-hours-remove"),
    path("clock/", views.set_time_zone, name="hours-clock"),
]
