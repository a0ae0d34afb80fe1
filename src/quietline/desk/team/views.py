from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.desk.act_page import act_page
from quietline.desk.team import queries
from quietline.desk.team.forms import AbilitiesForm
from quietline.desk.team.guards import for_team_keepers
from quietline.team import roles
from quietline.team.models import Practitioner
from quietline.team.skills.actions import set_abilities
from quietline.team.skills.queries import crew, skills

NOT_YOURS = "Only an administrator gives and takes the supervisor's role. Ask yours."
LAST = "{} is the only supervisor. Make somebody else supervisor first."


@require_safe
@for_team_keepers
def team(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    """Who works here: roles, lines, languages, skills."""
    return _page(request, practitioner)


def _page(request: HttpRequest, practitioner: Practitioner, *, notice: str = "", status: int = 200) -> HttpResponse:
    context = {"members": queries.members(), "notice": notice, "gives_roles": practitioner.is_administrator}
    return render(request, "desk/team/team.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_team_keepers
def abilities(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID) -> HttpResponse:
    """Note which languages and skills somebody has."""
    person = _there(practitioner_id)
    now = crew([], timezone.now()).of(person.pk)
    form = AbilitiesForm(request.POST if request.method == "POST" else None, skills=skills(), now=now)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        title = f"What {person.name} can do"
        return act_page(request, form, title=title, button="Keep it", back=reverse("desk:team"), status=status)
    chosen = form.chosen()
    set_abilities(practitioner=person.pk, skills=chosen.skills, languages=chosen.languages, by=practitioner.pk)
    return redirect("desk:team")


@require_POST
@for_team_keepers
def supervisor(
    request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID, *, is_given: bool
) -> HttpResponse:
    """Give somebody the supervisor's role, or take it."""
    if not practitioner.is_administrator:
        return _page(request, practitioner, notice=NOT_YOURS, status=403)
    person = _there(practitioner_id)
    try:
        act = roles.make_supervisor if is_given else roles.take_supervisor
        act(practitioner=person.pk, by=practitioner.pk)
    except roles.LastSupervisor:
        return _page(request, practitioner, notice=LAST.format(person.name), status=409)
    return redirect("desk:team")


def _there(practitioner_id: UUID) -> Practitioner:
    found = Practitioner.objects.filter(pk=practitioner_id, is_active=True).first()
    if found is None:
        raise Http404
    return found
