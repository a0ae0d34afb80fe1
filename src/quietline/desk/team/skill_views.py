from __future__ import annotations

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.contact.rules import CallerGroup
from quietline.desk.act_page import act_page
from quietline.desk.queries import GROUPS
from quietline.desk.team.forms import SkillForm
from quietline.desk.team.guards import for_team_keepers
from quietline.team.models import Practitioner
from quietline.team.skills import actions, queries
from quietline.team.skills.actions import NameTaken
from quietline.team.skills.models import Skill

TAKEN = "There is a skill of this name already, perhaps a retired one. Bring that one back, or choose another name."


@require_safe
@for_team_keepers
def skills(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    """The list of skills."""
    retired = request.GET.get("show") == "retired"
    rows = [
        (skill, GROUPS[CallerGroup(skill.caller_group)] if skill.caller_group else "")
        for skill in queries.skills(retired=retired)
    ]
    return render(request, "desk/team/skills.html", {"skills": rows, "retired": retired})


@require_http_methods(["GET", "HEAD", "POST"])
@for_team_keepers
def new(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    """Add a skill."""
    return _edited(request, practitioner, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_team_keepers
def edit(request: HttpRequest, practitioner: Practitioner, skill_id: UUID) -> HttpResponse:
    """Rename a skill, or change which caller group asks for it."""
    return _edited(request, practitioner, _there(skill_id))


def _edited(request: HttpRequest, practitioner: Practitioner, before: Skill | None) -> HttpResponse:
    form = SkillForm(request.POST if request.method == "POST" else None, before=before)
    title, back = (before.name if before else "A new skill"), reverse("desk:skills")
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return act_page(request, form, title=title, button="Keep it", back=back, status=status)
    try:
        skill_id = before.pk if before else uuid4()
        actions.save_skill(skill_id=skill_id, by=practitioner.pk, **form.cleaned_data)
    except NameTaken:
        form.add_error("name", TAKEN)
        return act_page(request, form, title=title, button="Keep it", back=back, status=409)
    return redirect("desk:skills")


@require_POST
@for_team_keepers
def retire(request: HttpRequest, practitioner: Practitioner, skill_id: UUID, *, retired: bool) -> HttpResponse:
    """Take a skill out of use, or bring it back."""
    actions.set_skill_retired(skill_id=_there(skill_id).pk, retired=retired, by=practitioner.pk)
    return redirect("desk:skills")


def _there(skill_id: UUID) -> Skill:
    found = queries.skill(skill_id)
    if found is None:
        raise Http404
    return found
