from __future__ import annotations

from django.urls import path

from quietline.desk.keys import team_views, views

urlpatterns = [
    path("keys/", views.own, name="own-keys"),
    path("keys/<uuid:line_id>/<uuid:practitioner_id>/", views.seal_on, name="seal-on"),
    path("keys/<uuid:line_id>/anew/", views.seal_anew, name="seal-anew"),
    path("team/<uuid:practitioner_id>/keys/", team_views.keys, name="member-keys"),
    path("team/<uuid:practitioner_id>/keys/shut-out/", team_views.shut_out, name="shut-out"),
    path("team/<uuid:practitioner_id>/keys/leave/", team_views.leave, name="leave"),
]
