from __future__ import annotations

from django.urls import include, path

from quietline.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.threads, name="list"),
    path("standing/", views.standing, name="standing"),
    path("<uuid:thread_id>/", views.thread, name="thread"),
    path("<uuid:thread_id>/take/", views.act, {"name": "take"}, name="take"),
    path("<uuid:thread_id>/hand-back/", views.act, {"name": "hand_back"}, name="hand-back"),
    path("<uuid:thread_id>/release/", views.act, {"name": "release"}, name="release"),
    path("<uuid:thread_id>/step-in/", views.act, {"name": "step_in"}, name="step-in"),
    path("<uuid:thread_id>/close/", views.act, {"name": "close"}, name="close"),
    path("<uuid:thread_id>/erase/", views.act, {"name": "erase"}, name="erase"),
    path("", include("quietline.desk.calls.urls")),
    path("", include("quietline.desk.notes.urls")),
    path("", include("quietline.desk.safeguarding.urls")),
    path("", include("quietline.desk.follow_ups.urls")),
    path("", include("quietline.desk.handover.urls")),
    path("", include("quietline.desk.signposts.urls")),
    path("", include("quietline.desk.canned.urls")),
    path("", include("quietline.desk.picking.urls")),
    path("", include("quietline.desk.find.urls")),
    path("", include("quietline.desk.wanted.urls")),
    path("", include("quietline.desk.keys.urls")),
    path("team/", include("quietline.desk.team.urls")),
    path("call-backs/", include("quietline.desk.call_backs.urls")),
    path("hours/", include("quietline.desk.hours.urls")),
    path("retention/", include("quietline.desk.retention.urls")),
    path("rota/", include("quietline.desk.rota.urls")),
    path("duty/", include("quietline.desk.rota.duty_urls")),
]
