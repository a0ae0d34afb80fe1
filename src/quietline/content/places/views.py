from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from quietline.content.places import actions, queries
from quietline.team.models import Practitioner


@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest) -> HttpResponse:
    """Who works on which pages; a publisher whom nothing limits says so for the others."""
    who = cast(Practitioner, request.user)
    if not queries.may_limit(who):
        raise PermissionDenied
    workers = queries.workers()
    if request.method == "POST":
        chosen = next((each for each in workers if str(each.practitioner.pk) == request.POST.get("who")), None)
        if chosen is None:
            raise Http404
        _limit(request, chosen.practitioner.pk, who)
        return redirect("quietline-places")
    context = {"workers": workers, "places": queries.places(), "own": who.pk}
    return render(request, "content/places/places.html", context)


def _limit(request: HttpRequest, practitioner: UUID, by: Practitioner) -> None:
    try:
        actions.limit_to(practitioner=practitioner, paths=request.POST.getlist("place"), by=by.pk)
    except actions.OwnPlaces:
        messages.error(request, "Where you work yourself is said by another publisher. Ask one of them.")
    except actions.NoSuchPlace as gone:
        messages.error(request, f"There is no language or section at “{str(gone)[:60]}” any more. Choose again.")
    else:
        messages.success(request, "Kept. It holds from their next click on.")
