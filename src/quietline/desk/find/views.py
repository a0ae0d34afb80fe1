from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from quietline.contact.finding.actions import note_search
from quietline.contact.finding.queries import find
from quietline.contact.finding.rules import MOST_OPENED
from quietline.desk.find.forms import FindForm
from quietline.desk.opening import visible_to
from quietline.desk.queries import rows_of
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.queries import lines_of


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def search(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """Find a thread. What is looked for comes in a form's body: it stands in no address, history or log."""
    lines = lines_of(practitioner)
    form = FindForm(request.POST if request.method == "POST" else None, lines=lines)
    context: dict[str, object] = {"form": form, "most": MOST_OPENED}
    if not form.is_valid():
        return render(request, "desk/find/find.html", context, status=422 if form.is_bound else 200)
    wish = form.wish(practitioner.pk)
    found = find(visible_to(practitioner), keys, wish)
    if wish.opens_threads:
        note_search(by=practitioner.pk)
    context |= {"found": found, "rows": rows_of(found.threads, found.intakes)}
    return render(request, "desk/find/find.html", context)
