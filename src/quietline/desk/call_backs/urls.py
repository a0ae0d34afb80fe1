from __future__ import annotations

from django.urls import path

from quietline.desk.call_backs import views

urlpatterns = [
    path("", views.calls, name="call-backs"),
    path("<uuid:thread_id>/", views.call, name="call-back"),
    path("<uuid:thread_id>/number/", views.number, name="call-back-number"),
    path("<uuid:thread_id>/attempt/", views.act, {"name": "attempt"}, name="call-attempt"),
    path("<uuid:thread_id>/reached/", views.act, {"name": "reached"}, name="call-reached"),
    path("<uuid:thread_id>/missed/", views.act, {"name": "missed"}, name="call-missed"),
    path("<uuid:thread_id>/done/", views.act, {"name": "done"}, name="call-done"),
]
