"""When a line is open: everybody at the desk reads it, administrators change it. Plain forms, no script."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quietline.desk.choosing import chosen_line
from quietline.desk.hours.forms import CHANNELS, ClockForm, DayHoursForm, SpecialDayForm, WeeklyForm
from quietline.team.hours import actions, queries
from quietline.team.hours.actions import HoursRefused
from quietline.team.hours.models import WEEKDAYS
from quietline.team.models import Line, Practitioner
from quietline.team.permissions import May, may
from quietline.team.queries import all_lines

P = ParamSpec("P")
Change = Callable[Concatenate[HttpRequest, Practitioner, Line, P], HttpResponse]


def administrators_change(view: Change[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view the administrator and the line."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = cast(Practitioner, request.user)
        line = chosen_line(request, all_lines())
        return view(request, person, line, *args, **kwargs)

    return require_POST(guarded)


@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """The hours of one line."""
    return _page(request, cast(Practitioner, request.user), chosen_line(request, all_lines()))


@administrators_change
def add_span(request: HttpRequest, person: Practitioner, line: Line) -> HttpResponse:
    """Add hours on some days of each week: all of them, or none where one runs into others."""
    form = WeeklyForm(request.POST, prefix=request.POST.get("form", ""))
    if not form.is_valid():
        return _page(request, person, line, sent=form, status=422)
    given = form.cleaned_data
    try:
        with transaction.atomic():
            for weekday in given["weekdays"]:
                actions.add_span(line=line, channel=given["channel"], weekday=weekday, span=form.span(), by=person.pk)
    except HoursRefused as refusal:
        return _page(request, person, line, sent=form, notice=str(refusal), status=409)
    return _back(line)


@administrators_change
def add_day(request: HttpRequest, person: Practitioner, line: Line) -> HttpResponse:
    """Close the line for a day."""
    form = SpecialDayForm(request.POST, prefix="day")
    if not form.is_valid():
        return _page(request, person, line, sent=form, status=422)
    try:
        actions.add_special_day(line=line, on=form.cleaned_data["on"], name=form.cleaned_data["name"], by=person.pk)
    except HoursRefused as refusal:
        return _page(request, person, line, sent=form, notice=str(refusal), status=409)
    return _back(line)


@administrators_change
def add_day_hours(request: HttpRequest, person: Practitioner, line: Line) -> HttpResponse:
    """Open the line for a while on a special day."""
    day = _number(request, "day")
    form = DayHoursForm(request.POST, prefix=f"day-{day}")
    if not form.is_valid():
        return _page(request, person, line, sent=form, status=422)
    try:
        actions.add_special_span(
            line=line, day_id=day, channel=form.cleaned_data["channel"], span=form.span(), by=person.pk
        )
    except HoursRefused as refusal:
        return _page(request, person, line, sent=form, notice=str(refusal), status=409)
    return _back(line)


@administrators_change
def remove(request: HttpRequest, person: Practitioner, line: Line, kind: str) -> HttpResponse:
    """Take hours or a special day away."""
    number = _number(request, kind)
    if kind == "span":
        actions.remove_span(line=line, span_id=number, by=person.pk)
    elif kind == "day":
        actions.remove_special_day(line=line, day_id=number, by=person.pk)
    else:
        actions.remove_special_span(line=line, span_id=number, by=person.pk)
    return _back(line)


@administrators_change
def set_time_zone(request: HttpRequest, person: Practitioner, line: Line) -> HttpResponse:
    """Change the time zone."""
    form = ClockForm(request.POST, prefix="clock")
    if not form.is_valid():
        return _page(request, person, line, sent=form, status=422)
    try:
        actions.set_time_zone(line=line, time_zone=form.cleaned_data["time_zone"], by=person.pk)
    except HoursRefused as refusal:
        return _page(request, person, line, sent=form, notice=str(refusal), status=422)
    return _back(line)


def _number(request: HttpRequest, name: str) -> int:
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


def _back(line: Line) -> HttpResponse:
    return redirect(f"{reverse('desk:hours')}?line={line.pk}")


def _page(
    request: HttpRequest,
    person: Practitioner,
    line: Line,
    *,
    sent: forms.Form | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """All hours of a line; a form that was refused stands in its place with what was typed."""

    def form(kind: type[forms.Form], prefix: str, **initial: str) -> forms.Form:
        return sent if sent is not None and sent.prefix == prefix else kind(prefix=prefix, initial=initial)

    today = timezone.now().astimezone(queries.zone_of(line)).date()
    context = {
        "line": line,
        "lines": all_lines(),
        "may_change": may(person, May.CHANGE_HOURS),
        "notice": notice,
        "channels": [
            (label, form(WeeklyForm, f"week-{name}", channel=name), _week(line, name)) for name, label in CHANNELS
        ],
        "channel_names": dict(CHANNELS),
        "days": [(day, form(DayHoursForm, f"day-{day.pk}")) for day in queries.special_days(line, since=today)],
        "day_form": form(SpecialDayForm, "day"),
        "clock_form": form(ClockForm, "clock", time_zone=line.time_zone),
    }
    return render(request, "desk/hours/hours.html", context, status=status)


def _week(line: Line, channel: str) -> list[tuple[str, list[object]]]:
    return [(name, list(rows)) for name, rows in zip(WEEKDAYS, queries.week_of(line, channel), strict=True)]
