from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from quietline.desk.act_page import act_page
from quietline.desk.team import queries
from quietline.desk.team.forms import AbilitiesForm
from quietline.desk.team.guards import for_team_keepers
from quietline.team.models import Practitioner
from quietline.team.permissions import May, may
from quietline.team.skills.actions import set_abilities
from quietline.team.skills.queries import crew, skills


@require_safe
@for_team_keepers
def team(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    """Who works here: roles, lines, languages, skills."""
    context = {"members": queries.members(), "gives_roles": may(practitioner, May.GIVE_ROLES)}
    return render(request, "desk/team/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_team_keepers
def abilities(request: HttpRequest, practitioner: Practitioner, practitioner_id: UUID) -> HttpResponse:
    """Note which languages and skills somebody has."""
    person = there(practitioner_id)
    now = crew([], timezone.now()).of(person.pk)
    form = AbilitiesForm(request.POST if request.method == "POST" else None, skills=skills(), now=now)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        title = f"What {person.name} can do"
        return act_page(request, form, title=title, button="Keep it", back=reverse("desk:team"), status=status)
    chosen = form.chosen()
    set_abilities(practitioner=person.pk, skills=chosen.skills, languages=chosen.languages, by=practitioner.pk)
    return redirect("desk:team")


def there(practitioner_id: UUID) -> Practitioner:
    """Somebody active.

    Raises:
        Http404
    """
    found = Practitioner.objects.filter(pk=practitioner_id, is_active=True).first()
    if found is None:
        raise Http404
    return found
