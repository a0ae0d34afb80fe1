"""The tree of areas: shown, and loaded from a file with a preview."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from quietline.campaigns.areas import queries
from quietline.campaigns.areas.actions import load_areas
from quietline.campaigns.areas.reading import NotAreas, read
from quietline.desk.campaigns.guards import for_register_keepers
from quietline.desk.campaigns.tables import TableForm
from quietline.team.models import Practitioner
from quietline.team.permissions import May, may


@require_http_methods(["GET", "HEAD", "POST"])
@for_register_keepers
def areas(request: HttpRequest, person: Practitioner) -> HttpResponse:
    """The areas; loading shows first what would change, and keeps all of it or none."""
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if not form.is_valid():
        return _page(request, person, form, status=422 if form.is_bound else 200)
    try:
        given = read(form.content())
        if "sure" not in request.POST:
            return _page(request, person, form, preview=queries.difference(given))
        load_areas(given=given, by=person.pk)
    except NotAreas as refusal:
        return _page(request, person, form, problems=refusal.problems, status=422)
    return redirect("campaigns:areas")


def area_names() -> dict[str, str]:
    return {each.code: each.name for each in queries.tree()}


def _page(
    request: HttpRequest, person: Practitioner, form: TableForm, *, status: int = 200, **context: object
) -> HttpResponse:
    shown = {"form": form, "tree": queries.tree(), "may_load": may(person, May.LOAD_AREAS)}
    return render(request, "desk/campaigns/areas.html", shown | context, status=status)
