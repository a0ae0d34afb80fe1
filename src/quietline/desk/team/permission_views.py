"""What roles allow: of a member as they are, or of any roles put together. It only tells; nobody acts as another."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quietline.desk.acting import ACTS, Standing, who_may
from quietline.desk.permitted import FORMS, PAGES
from quietline.team.models import Practitioner
from quietline.team.permissions import PERMISSIONS
from quietline.team.queries import lines_of
from quietline.team.roles.queries import held_by, told
from quietline.team.roles.rules import Role


@require_safe
def permissions(request: HttpRequest) -> HttpResponse:
    """View as: what somebody sees and does with their roles, or with the roles that are ticked."""
    people = list(Practitioner.objects.filter(is_active=True).order_by("name", "pk"))
    member = _chosen(people, request.GET.get("member", ""))
    ticked = {role for role in Role if role in request.GET.getlist("role")}
    roles = {role for role, _ in member.roles} if member else ticked
    context = {
        "people": people,
        "member": member,
        "held": [told(row) for row in held_by(member.pk)] if member else [],
        "opens": [line.name for line in lines_of(member)] if member else [],
        "roles": [(role.value, role.shown, role in roles) for role in Role],
        "rows": [
            (what.value, each.everybody or bool(each.roles & roles), _pages(what))
            for what, each in PERMISSIONS.items()
        ],
        "standings": [standing.value for standing in Standing],
        "acts": [(act, [bool(who_may(act, standing) & roles) for standing in Standing]) for act in ACTS],
    }
    return render(request, "desk/team/permissions.html", context)


def _chosen(people: list[Practitioner], text: str) -> Practitioner | None:
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    return next((person for person in people if person.pk == wanted), None)


def _pages(what: object) -> list[str]:
    return [name for table in (PAGES, FORMS) for name, asked in table.items() if asked is what]
