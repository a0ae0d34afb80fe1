"""Resetting the sign-in of a colleague who lost their password. The link goes one way, the code another."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from quietline.desk.team.forms import ResetForm
from quietline.desk.team.guards import for_team_keepers
from quietline.desk.team.two_ways import two_ways
from quietline.desk.team.views import there
from quietline.team.guards import reauthenticate
from quietline.team.line_keys.queries import standing_of
from quietline.team.models import Practitioner
from quietline.team.resets import actions, queries

OWN = (
    "Nobody resets their own sign-in. You know your password: change it under Your account. You don't: ask another "
    "administrator, or whoever runs the server (quietline reset-password)."
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_team_keepers
def reset(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID) -> HttpResponse:
    """What a reset does and who can help afterwards; begin one."""
    person = there(practitioner_id)
    if request.method != "POST":
        return _page(request, person, ResetForm())
    return _begin(request, practitioner, person)


@reauthenticate
def _begin(request: HttpRequest, practitioner: Practitioner, person: Practitioner) -> HttpResponse:
    form = ResetForm(request.POST)
    if not form.is_valid():
        return _page(request, person, form, status=422)
    try:
        token, code = actions.begin_reset(
            practitioner=person, takes_second_factor=form.cleaned_data["factor"] == "reset", by=practitioner
        )
    except actions.OwnSignIn:
        return _page(request, person, form, notice=OWN, status=409)
    return two_ways(
        request,
        email=person.email,
        leads_to="team:reset",
        token=token,
        code=code,
        back="desk:team",
        back_name="Team",
    )


@require_POST
@for_team_keepers
def withdraw(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID) -> HttpResponse:
    """Make a link that was not used good for nothing."""
    actions.withdraw(practitioner=there(practitioner_id).pk, by=practitioner.pk)
    return redirect("desk:sign-in-reset", practitioner_id=practitioner_id)


def _page(
    request: HttpRequest, person: Practitioner, form: ResetForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "lines": standing_of(person),
        "open": queries.open_reset_of(person.pk),
        "notice": notice,
    }
    return render(request, "desk/team/reset.html", context, status=status)
