"""Inviting somebody: an administrator's act. The link goes one way, the code another."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from quietline.desk.team.forms import InviteForm
from quietline.desk.team.guards import for_team_keepers
from quietline.desk.team.two_ways import two_ways
from quietline.team.guards import reauthenticate
from quietline.team.invitations import actions, queries
from quietline.team.models import Practitioner
from quietline.team.queries import all_lines

HERE = "Somebody with this e-mail works, or worked, here. Look under People."


@require_http_methods(["GET", "HEAD", "POST"])
@for_team_keepers
def invitations(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    """Who is invited; invite somebody."""
    if request.method != "POST":
        return _page(request, InviteForm(lines=all_lines()))
    return _invite(request, practitioner)


@reauthenticate
def _invite(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    form = InviteForm(request.POST, lines=all_lines())
    if not form.is_valid():
        return _page(request, form, status=422)
    email = form.cleaned_data["email"]
    try:
        token, code = actions.invite(email=email, roles=form.chosen(), by=practitioner)
    except actions.AlreadyHere:
        form.add_error("email", HERE)
        return _page(request, form, status=409)
    return two_ways(
        request,
        email=email,
        leads_to="team:invited",
        token=token,
        code=code,
        back="desk:invitations",
        back_name="Invitations",
    )


@require_POST
@for_team_keepers
def withdraw(request: HttpRequest, practitioner: Practitioner, invitation_id: UUID) -> HttpResponse:
    """Make an invitation good for nothing."""
    actions.withdraw(invitation=invitation_id, by=practitioner.pk)
    return redirect("desk:invitations")


def _page(request: HttpRequest, form: InviteForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "invitations": queries.open_invitations()}
    return render(request, "desk/team/invitations.html", context, status=status)
