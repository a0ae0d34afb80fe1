from __future__ import annotations

from django.urls import path

from quietline.desk.team import (
    invitation_views,
    permission_views,
    reset_views,
    role_views,
    sign_in_views,
    skill_views,
    views,
)

urlpatterns = [
    path("", views.team, name="team"),
    path("<uuid:practitioner_id>/", views.abilities, name="abilities"),
    path("<uuid:practitioner_id>/roles/", role_views.roles, name="roles"),
    path("<uuid:practitioner_id>/roles/<uuid:held_id>/take/", role_views.take, name="role-take"),
    path("permissions/", permission_views.permissions, name="permissions"),
    path("<uuid:practitioner_id>/end-sessions/", sign_in_views.end_sessions, name="member-sessions-end"),
    path("<uuid:practitioner_id>/reset-second-factor/", sign_in_views.reset_second_factor, name="second-factor-reset"),
    path("<uuid:practitioner_id>/reset-sign-in/", reset_views.reset, name="sign-in-reset"),
    path("<uuid:practitioner_id>/reset-sign-in/withdraw/", reset_views.withdraw, name="sign-in-reset-withdraw"),
    path("invitations/", invitation_views.invitations, name="invitations"),
    path("invitations/<uuid:invitation_id>/withdraw/", invitation_views.withdraw, name="invitation-withdraw"),
    path("skills/", skill_views.skills, name="skills"),
    path("skills/new/", skill_views.new, name="skill-new"),
    path("skills/<uuid:skill_id>/", skill_views.edit, name="skill-edit"),
    path("skills/<uuid:skill_id>/retire/", skill_views.retire, {"retired": True}, name="skill-retire"),
    path("skills/<uuid:skill_id>/bring-back/", skill_views.retire, {"retired": False}, name="skill-back"),
]
