"""Which keys a colleague holds; shutting them out when a device is lost, ending their membership."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from quietline.desk.team.guards import for_team_keepers
from quietline.desk.team.views import there
from quietline.team.guards import reauthenticate
from quietline.team.line_keys import actions, queries
from quietline.team.line_keys.actions import NobodyLeft
from quietline.team.models import Line, Practitioner
from quietline.team.permissions import May, may
from quietline.team.roles.actions import LastOfItsKind
from quietline.team.roles.rules import Role
from quietline.team.sign_in.queries import sessions_of

NOBODY_LEFT = (
    "Nobody else holds the key of {}. Let {} seal it on to a colleague first; if that can't be, two recovery shares "
    "are needed (quietline recover)."
)
LAST = "{} is the only {}. Give the role to somebody else first."


@require_safe
@for_team_keepers
def keys(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID) -> HttpResponse:
    """The lines and keys of a colleague."""
    return _page(request, practitioner, there(practitioner_id))


@require_POST
@reauthenticate
@for_team_keepers
def shut_out(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID) -> HttpResponse:
    """Their device is lost: end their sessions, begin new epochs without them."""
    back = reverse("desk:member-keys", kwargs={"practitioner_id": practitioner_id})
    return _done(request, practitioner, there(practitioner_id), actions.shut_out, back)


@require_POST
@reauthenticate
@for_team_keepers
def leave(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID) -> HttpResponse:
    """They leave: the same, and their roles and their sign-in end."""
    return _done(request, practitioner, there(practitioner_id), actions.end_membership, reverse("desk:team"))


def _done(
    request: HttpRequest,
    practitioner: Practitioner,
    person: Practitioner,
    act: Callable[..., list[Line]],
    back: str,
) -> HttpResponse:
    if "sure" not in request.POST:
        return _page(request, practitioner, person, notice="Nothing was done: tick that you are sure.", status=422)
    try:
        act(practitioner=person.pk, by=practitioner.pk)
    except NobodyLeft as refusal:
        notice = NOBODY_LEFT.format(refusal.line.name, person.name)
        return _page(request, practitioner, person, notice=notice, status=409)
    except LastOfItsKind as refusal:
        notice = LAST.format(person.name, Role(str(refusal)).shown)
        return _page(request, practitioner, person, notice=notice, status=409)
    return redirect(back)


def _page(
    request: HttpRequest, practitioner: Practitioner, person: Practitioner, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "person": person,
        "lines": queries.standing_of(person),
        "sessions": len(list(sessions_of(person))),
        "ends": may(practitioner, May.END_MEMBERSHIP),
        "notice": notice,
    }
    return render(request, "desk/own_keys/member.html", context, status=status)
