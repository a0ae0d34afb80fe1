from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.campaigns.queries import areas
from quietline.content.directory.models import DirectoryPage
from quietline.edge.limits import limits
from quietline.edge.marks import visitor
from quietline.team.signposts.queries import needs, search

# So many stand on the page before anybody chose.
MOST_UNASKED = 12
MOST_SHOWN = 50


def directory(request: HttpRequest, page: DirectoryPage, language: str) -> HttpResponse:
    """The services of an area and a need. They come in a form's body, so that no address, title or log has them."""
    places = {area.code: area.name for area in areas()}
    named = page.names_of_needs()
    # Each with its name here; without one the desk's own word stands, which is English.
    terms = {term: named.get(term, "") for term in needs()}
    area, need = request.POST.get("area", ""), request.POST.get("need", "")
    context = {
        "page": page,
        "language": language,
        "in_english_only": page.language != language,
        "areas": places.items(),
        "needs": sorted(terms.items(), key=lambda each: (each[1] or each[0]).casefold()),
        "area": area,
        "need": need,
        "asked": request.method == "POST",
    }
    if (area and area not in places) or (need and need not in terms):
        notice = _("This choice is not there any more. Choose again.")
        return render(request, "content/directory.html", context | {"notice": notice}, status=422)
    if request.method == "POST" and not limits.allow("searching", visitor(request)):
        notice = _("That was often in a short time. Wait a moment, then look again.")
        return render(request, "content/directory.html", context | {"notice": notice}, status=429)
    found = [each.entry for each in search(today=timezone.localdate(), area=area, need=need)]
    few_enough = len(found) <= (MOST_SHOWN if context["asked"] else MOST_UNASKED)
    services = [(entry, [places.get(code, code) for code in entry.areas]) for entry in found[:MOST_SHOWN]]
    shown = services if context["asked"] or few_enough else []
    return render(request, "content/directory.html", context | {"services": shown, "too_many": not few_enough})
