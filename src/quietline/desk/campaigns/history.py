"""Earlier figures: what was brought in, bringing more in with a preview, taking it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from quietline.campaigns.history.actions import import_history, preview_history, undo_history
from quietline.campaigns.history.reading import NotHistory
from quietline.campaigns.sheets.reading import rows_of_text
from quietline.desk.campaigns.guards import for_register_keepers
from quietline.desk.campaigns.history_forms import HistoryForm
from quietline.tally.history.queries import summaries
from quietline.team.models import Practitioner


@require_http_methods(["GET", "HEAD", "POST"])
@for_register_keepers
def history(request: HttpRequest, person: Practitioner) -> HttpResponse:
    """The sources; importing shows first what would be kept, and keeps all of it or none."""
    form = HistoryForm(request.POST, request.FILES) if request.method == "POST" else HistoryForm()
    if not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    is_sure = "sure" in request.POST
    act = import_history if is_sure else preview_history
    try:
        rows = rows_of_text(form.cleaned_data["table"])
        done = act(given=form.source(), rows=rows, mapped=form.mapped(), by=person.pk)
    except NotHistory as refusal:
        return _page(request, form, problems=refusal.problems, status=422)
    return redirect("campaigns:history") if is_sure else _page(request, form, preview=done)


@require_POST
@for_register_keepers
def undo(request: HttpRequest, person: Practitioner, source: int) -> HttpResponse:
    """Take back what one import brought in; one that is gone stays gone."""
    undo_history(source=source, by=person.pk)
    return redirect("campaigns:history")


def _page(request: HttpRequest, form: HistoryForm, *, status: int = 200, **context: object) -> HttpResponse:
    shown = {"form": form, "sources": summaries()}
    return render(request, "desk/campaigns/history.html", shown | context, status=status)
