"""Which roles somebody has: given and taken by an administrator, one at a time, on record."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from quietline.desk.team.forms import RoleForm
from quietline.desk.team.guards import for_team_keepers
from quietline.desk.team.views import there
from quietline.team.guards import reauthenticate
from quietline.team.models import Practitioner
from quietline.team.permissions import May, may
from quietline.team.queries import all_lines, colleague_names
from quietline.team.roles.actions import LastOfItsKind, NoLineRole, OwnRole, give_role, take_role
from quietline.team.roles.queries import held_by, past_of, told
from quietline.team.roles.rules import Role

LAST = "{} is the only {}. Give the role to somebody else first."
OWN = "Nobody gives themselves a role. Ask another administrator; where you are the only one, make a second first."
NO_LINE = "This role is for the whole helpline. Choose no line."


@require_http_methods(["GET", "HEAD", "POST"])
@for_team_keepers
def roles(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID) -> HttpResponse:
    """What somebody is, since when and by whom; give them a role more."""
    person = there(practitioner_id)
    if request.method != "POST":
        return _page(request, practitioner, person, RoleForm(lines=all_lines()))
    return _give(request, practitioner, person)


@reauthenticate
def _give(request: HttpRequest, practitioner: Practitioner, person: Practitioner) -> HttpResponse:
    form = RoleForm(request.POST, lines=all_lines())
    if not form.is_valid():
        return _page(request, practitioner, person, form, status=422)
    try:
        give_role(practitioner=person.pk, by=practitioner.pk, **form.chosen())
    except OwnRole:
        return _page(request, practitioner, person, form, notice=OWN, status=409)
    except NoLineRole:
        form.add_error("line", NO_LINE)
        return _page(request, practitioner, person, form, status=422)
    return redirect("desk:roles", practitioner_id=person.pk)


@require_POST
@reauthenticate
@for_team_keepers
def take(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID, held_id: UUID) -> HttpResponse:
    """Take a role from somebody; it holds from their next page on."""
    person, form = there(practitioner_id), RoleForm(lines=all_lines())
    held = next((each for each in [*held_by(person.pk), *past_of(person.pk)] if each.pk == held_id), None)
    if held is None:
        raise Http404
    role = Role(held.role)
    try:
        take_role(practitioner=person.pk, role=role, line=held.line, by=practitioner.pk)
    except LastOfItsKind:
        notice = LAST.format(person.name, role.shown)
        return _page(request, practitioner, person, form, notice=notice, status=409)
    return redirect("desk:roles", practitioner_id=person.pk)


def _page(
    request: HttpRequest,
    practitioner: Practitioner,
    person: Practitioner,
    form: RoleForm,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    now, past = held_by(person.pk), past_of(person.pk)
    names = colleague_names(by for row in [*now, *past] for by in (row.given_by, row.taken_by) if by)
    context = {
        "person": person,
        "held": [(row, told(row), names.get(row.given_by, "") if row.given_by else "") for row in now],
        "past": [(row, told(row), names.get(row.taken_by, "") if row.taken_by else "") for row in past],
        "gives_roles": may(practitioner, May.GIVE_ROLES),
        "form": form,
        "notice": notice,
    }
    return render(request, "desk/team/roles.html", context, status=status)
