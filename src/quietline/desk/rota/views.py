"""The week's rota, the switch for being on duty, and how heavy the work was."""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from quietline.contact.call_backs import gaps
from quietline.contact.call_backs.rules import told
from quietline.desk.act_page import not_yours
from quietline.desk.choosing import chosen_line
from quietline.desk.rota import queries
from quietline.desk.rota.forms import CHATS, BreakForm, DutyForm, ShiftForm
from quietline.team.hours.queries import zone_of
from quietline.team.intervals import Interval
from quietline.team.models import Line, Practitioner
from quietline.team.permissions import May, may, refused
from quietline.team.queries import all_lines, lines_of, members_of
from quietline.team.rota import actions
from quietline.team.rota import queries as rota_kept
from quietline.team.rota.actions import NotOnDuty, RotaRefused
from quietline.team.rota.rules import LOAD_DAYS

NOT_THERE = "The clock leaves that time out on this day. Choose another."
# Well within the lease, so that one page that was lost on the way takes nobody off duty.
HERE_SECONDS = 25
OFF_DUTY = "You are not on duty any more: there was no sign of life from your browser for a while."


@require_safe
def rota(request: HttpRequest) -> HttpResponse:
    """A week: own shifts first, the others', and the open hours that nobody covers."""
    person = _person(request)
    return _rota_page(request, person, chosen_line(request, _lines(person)))


@require_POST
def add_shift(request: HttpRequest) -> HttpResponse:
    """Plan somebody, for one week or several: all of it, or nothing where one is in the way."""
    person = _person(request)
    line = chosen_line(request, _lines(person))
    if not may(person, May.CHANGE_ROTA, line):
        return not_yours(request, refused(May.CHANGE_ROTA))
    form = ShiftForm(request.POST, people=members_of(line))
    if not form.is_valid():
        return _rota_page(request, person, line, form, status=422)
    try:
        with transaction.atomic():
            for number in range(form.cleaned_data["weeks"]):
                _add(line, form, number, person.pk)
    except RotaRefused as refusal:
        return _rota_page(request, person, line, form, str(refusal), 409)
    return redirect(f"{reverse('desk:rota')}?line={line.pk}&week={form.cleaned_data['on']:%Y-%m-%d}")


def _add(line: Line, form: ShiftForm, week: int, by: UUID) -> None:
    given = form.cleaned_data
    times = queries.shift_times(line, given["on"] + timedelta(weeks=week), given["opens"], given["closes"])
    if times is None:
        raise RotaRefused(NOT_THERE)
    who = UUID(given["practitioner"])
    actions.add_shift(line=line, practitioner=who, starts_at=times.start, ends_at=times.end, by=by)


@require_POST
def remove_shift(request: HttpRequest) -> HttpResponse:
    """Take a shift out of the rota; where calls are booked in it, after saying what becomes of them."""
    person = _person(request)
    line = chosen_line(request, _lines(person))
    if not may(person, May.CHANGE_ROTA, line):
        return not_yours(request, refused(May.CHANGE_ROTA))
    try:
        number = int(request.POST.get("shift", ""))
    except ValueError:
        raise Http404 from None
    week = request.POST.get("week", "")[:10]
    back = f"{reverse('desk:rota')}?{urlencode({'line': line.pk, 'week': week})}"
    does = gaps.what_removing_does(line, number, timezone.now())
    if does and does.booked and "sure" not in request.POST:
        on, hours = told(Interval(does.shift.starts_at, does.shift.ends_at), zone_of(line))
        context = {"does": does, "on": on, "hours": hours, "line": line, "week": week, "back": back}
        return render(request, "desk/rota/remove.html", context)
    gaps.remove_shift(line=line, shift_id=number, by=person.pk)
    return redirect(back)


def _rota_page(
    request: HttpRequest,
    person: Practitioner,
    line: Line,
    form: ShiftForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    today = now.astimezone(zone_of(line)).date()
    asked = request.GET.get("week") or request.POST.get("week") or request.POST.get("on", "")
    monday = queries.monday_of(asked, today)
    context = {
        "line": line,
        "lines": _lines(person),
        "days": queries.week(line, monday, viewer=person.pk, now=now),
        "monday": monday,
        "before": monday - timedelta(weeks=1),
        "after": monday + timedelta(weeks=1),
        "may_plan": may(person, May.CHANGE_ROTA, line),
        "form": form or ShiftForm(people=members_of(line), initial={"on": max(monday, today)}),
        "notice": notice,
    }
    return render(request, "desk/rota/rota.html", context, status=status)


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """One's own load; a supervisor sees the team's below it."""
    person = _person(request)
    now = timezone.now()
    teams = [(line, rota_kept.team_load(line, now)) for line in lines_of(person)] if may(person, May.STEP_IN) else []
    context = {"own": rota_kept.load_of(person, now), "teams": teams, "days": LOAD_DAYS}
    return render(request, "desk/rota/load.html", context)


@require_safe
def duty(request: HttpRequest) -> HttpResponse:
    """Where one says that one is at the desk."""
    person = _person(request)
    actions.seen(by=person.pk)
    return _duty_page(request, person, BreakForm())


def _duty_page(
    request: HttpRequest, person: Practitioner, form: BreakForm, notice: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    lines = lines_of(person)
    on = rota_kept.duty_of(person)
    planned = rota_kept.shift_now(person, now)
    presence = rota_kept.presence_of(on) if on else None
    begin = DutyForm(lines=lines, initial={"line": str(planned.line_id) if planned else None, "chats_each": CHATS})
    context = {
        "on": on,
        "on_break": presence is not None and presence.on_break(now),
        "wrapping_up": presence is not None and presence.wrapping_up(now),
        "planned": planned,
        "own": rota_kept.load_of(person, now),
        "hard": rota_kept.to_talk_over(person),
        "begin": begin,
        "form": form,
        "notice": notice,
    }
    return render(request, "desk/rota/duty.html", context, status=status)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Go on duty; from the bar without saying for which line, where only one comes into question."""
    person = _person(request)
    lines = lines_of(person)
    planned = rota_kept.shift_now(person, timezone.now())
    line = str(planned.line_id) if planned else str(lines[0].pk) if len(lines) == 1 else ""
    form = DutyForm({"line": line, "chats_each": CHATS} | request.POST.dict(), lines=lines)
    if not form.is_valid():
        return _duty_page(request, person, BreakForm(), "Choose your line, and how many chats at once.", 422)
    chosen = next(each for each in lines if str(each.pk) == form.cleaned_data["line"])
    actions.go_on_duty(line=chosen, chats_each=form.cleaned_data["chats_each"], by=person.pk)
    return redirect(_next(request))


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Go off duty."""
    actions.go_off_duty(by=_person(request).pk)
    return redirect(_next(request))


@require_POST
def take_break(request: HttpRequest) -> HttpResponse:
    """No new chat for some minutes."""
    person = _person(request)
    form = BreakForm(request.POST)
    if not form.is_valid():
        return _duty_page(request, person, form, "Choose how long your break is.", 422)
    try:
        actions.take_break(minutes=form.cleaned_data["minutes"], by=person.pk)
    except NotOnDuty:
        return _duty_page(request, person, form, OFF_DUTY, 409)
    return redirect("desk:duty")


@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """The break or the wrap-up is over."""
    person = _person(request)
    try:
        actions.end_break(by=person.pk)
    except NotOnDuty:
        return _duty_page(request, person, BreakForm(), OFF_DUTY, 409)
    actions.end_wrap_up(by=person.pk)
    return redirect("desk:duty")


@require_POST
def wrap_up(request: HttpRequest) -> HttpResponse:
    """Some protected minutes to write a contact down."""
    actions.begin_wrap_up(by=_person(request).pk)
    return redirect("desk:duty")


@require_POST
def hard(request: HttpRequest) -> HttpResponse:
    """That contact was hard; the page then offers a break and to talk it over."""
    person = _person(request)
    on = rota_kept.duty_of(person)
    line = on.line if on else next(iter(lines_of(person)), None)
    if line is None:
        raise Http404
    actions.mark_hard(line=line, by=person.pk)
    return redirect("desk:duty")


@require_POST
def talked_over(request: HttpRequest) -> HttpResponse:
    """They talked it over, or need not."""
    actions.talked_over(by=_person(request).pk)
    return redirect("desk:duty")


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """A sign of life from the script on every page of the desk: 204, or 410 once the duty is over."""
    return HttpResponse(status=204 if actions.seen(by=_person(request).pk) else 410)


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """The same without script: a page that loads itself again, with nothing on it that could be disturbed."""
    on = actions.seen(by=_person(request).pk)
    response = render(request, "desk/rota/here.html", {"on": on})
    if on:
        response["Refresh"] = str(HERE_SECONDS)
    return response


def _person(request: HttpRequest) -> Practitioner:
    return cast(Practitioner, request.user)  # LoginRequiredMiddleware let nobody else in


def _lines(person: Practitioner) -> list[Line]:
    """The lines whose rota somebody sees: their own; an administrator plans for all."""
    return all_lines() if may(person, May.CHANGE_HOURS) else lines_of(person)


def _next(request: HttpRequest) -> str:
    """Back to the page whose switch was pressed; our own paths only."""
    address = request.POST.get("next", "")
    ours = address.startswith("/desk/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else reverse("desk:duty")
