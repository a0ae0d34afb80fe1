"""The dashboard of one period. A period that can't be read is refused with words, and nothing is drawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from quietline.insights.board import around, contacts
from quietline.insights.board.forms import DEFAULT, PeriodForm
from quietline.insights.board.window import Window


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What was counted in the months that `?span=`, `?since=` and `?until=` name; by default the last twelve."""
    today = timezone.localdate()
    asked = request.GET if "span" in request.GET else {"span": DEFAULT}
    form = PeriodForm(asked, today=today)
    if not form.is_valid():
        return render(request, "insights/board.html", {"form": form}, status=422)
    since, until = form.window()
    window = Window(since=since, until=until)
    told = [
        *contacts.sections(window),
        around.help_seekers(window),
        around.actions(window),
        around.self_help(window),
        around.campaigns(today),
    ]
    shown = [
        # ui/charts escapes whatever it draws.
        (section, [mark_safe(chart.figure()) for chart in section.charts])  # noqa: S308  # nosec B308 B703
        for section in told
    ]
    context = {"form": form, "window": window, "shown": shown, "is_going_on": until == today}
    return render(request, "insights/board.html", context)
