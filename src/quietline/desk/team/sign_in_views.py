"""A member's sign-in, as colleagues may act on it: end every session, take a lost second factor off."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from quietline.desk.team.guards import for_team_keepers
from quietline.desk.team.views import there
from quietline.team.guards import reauthenticate
from quietline.team.models import Practitioner
from quietline.team.sign_in import actions


@require_POST
@reauthenticate
@for_team_keepers
def end_sessions(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID) -> HttpResponse:
    """End every session of a member at once: a lost laptop, somebody who leaves."""
    actions.end_sessions(practitioner=there(practitioner_id), by=practitioner.pk)
    return redirect("desk:team")


@require_POST
@reauthenticate
@for_team_keepers
def reset_second_factor(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID) -> HttpResponse:
    """Take every second factor off a member who lost theirs; their next sign-in sets a new one up."""
    actions.reset_second_factor(practitioner=there(practitioner_id), by=practitioner.pk)
    return redirect("desk:team")
