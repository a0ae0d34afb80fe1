"""How long a line keeps things, what tonight erases, holds by two people, certificates. Plain forms, no script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quietline.contact.retention import actions, queries
from quietline.contact.retention.actions import HoldRefused
from quietline.contact.retention.rules import next_run
from quietline.desk.choosing import chosen_line
from quietline.desk.retention.forms import LABELS, HoldForm, PeriodsForm
from quietline.safeguarding.people.queries import OnePerson, require_two
from quietline.team.devices import device_of
from quietline.team.models import Line, Practitioner
from quietline.team.permissions import May, may
from quietline.team.queries import all_lines

DECISIONS: dict[str, Callable[..., None]] = {
    "agree": actions.agree_to_hold,
    "refuse": actions.refuse_hold,
    "ask_to_lift": actions.ask_to_lift,
    "lift": actions.lift,
}
# What somebody else has to do than whoever asked for it.
TAKES_TWO = ("agree", "lift")
ONE_PERSON = (
    "It takes two people. This was asked for by an account that is or looks like yours: another supervisor or "
    "administrator does it. If you are two people of one name, an administrator says so under Safeguarding."
)
RUNS_SHOWN = 14
P = ParamSpec("P")


def for_a_line(
    view: Callable[Concatenate[HttpRequest, Practitioner, Line, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view the person and the line; that they may, `desk/permitted` says."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = cast(Practitioner, request.user)
        return view(request, person, chosen_line(request, _lines(person)), *args, **kwargs)

    return guarded


@require_safe
@for_a_line
def retention(request: HttpRequest, person: Practitioner, line: Line) -> HttpResponse:
    """The periods of one line, tonight's run, holds, certificates."""
    return _page(request, person, line)


@require_POST
@for_a_line
def set_periods(request: HttpRequest, person: Practitioner, line: Line) -> HttpResponse:
    """Change the periods; the next run goes by them."""
    form = PeriodsForm(request.POST, prefix="periods")
    if not form.is_valid():
        return _page(request, person, line, sent=form, status=422)
    actions.set_periods(line=line, periods=form.periods(), by=person.pk)
    return _back(line)


@require_POST
@for_a_line
def ask_hold(request: HttpRequest, person: Practitioner, line: Line) -> HttpResponse:
    """Ask for a hold on a thread."""
    form = HoldForm(request.POST, prefix="hold")
    if not form.is_valid():
        return _page(request, person, line, sent=form, status=422)
    try:
        actions.ask_hold(reference=form.cleaned_data["reference"], line=line, device=device_of(request), by=person.pk)
    except HoldRefused as refusal:
        return _page(request, person, line, sent=form, notice=str(refusal), status=409)
    return _back(line)


@require_POST
@for_a_line
def decide(request: HttpRequest, person: Practitioner, line: Line, hold_id: UUID, name: str) -> HttpResponse:
    """Agree to a hold, refuse it, ask for it to be lifted, lift it."""
    if queries.line_of_hold(hold_id) not in {None, line.pk}:
        raise Http404
    try:
        first = queries.asked_by(hold_id) if name in TAKES_TWO else None
        if first is not None and first != person.pk:
            require_two(first, person.pk)
        DECISIONS[name](hold_id=hold_id, device=device_of(request), by=person.pk)
    except OnePerson:
        return _page(request, person, line, notice=ONE_PERSON, status=409)
    except HoldRefused as refusal:
        return _page(request, person, line, notice=str(refusal), status=409)
    return _back(line)


@require_safe
@for_a_line
def certificate(request: HttpRequest, person: Practitioner, line: Line, on: str) -> HttpResponse:
    """What one night erased: counts and ids, as text to keep."""
    try:
        found = queries.certificate(date.fromisoformat(on))
    except ValueError:
        raise Http404 from None
    if found is None:
        raise Http404
    answer = render(
        request, "desk/retention/certificate.txt", {"certificate": found}, content_type="text/plain; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="erased-{found.on}.txt"'
    return answer


def _lines(person: Practitioner) -> list[Line]:
    """The lines whose keeping is theirs to see: a supervisor's own, all of an administrator's."""
    return [line for line in all_lines() if may(person, May.SEE_RETENTION, line)]


def _back(line: Line) -> HttpResponse:
    return redirect(f"{reverse('desk:retention')}?line={line.pk}")


def _page(
    request: HttpRequest,
    person: Practitioner,
    line: Line,
    *,
    sent: forms.Form | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """All of it; a form that was refused stands in its place with what was typed."""
    kept = {kind.value: days for kind, days in queries.periods_of(line).items()}
    at = next_run(timezone.localtime())
    context = {
        "line": line,
        "lines": _lines(person),
        "may_change": may(person, May.CHANGE_RETENTION),
        "notice": notice,
        "periods_form": sent if isinstance(sent, PeriodsForm) else PeriodsForm(prefix="periods", initial=kept),
        "hold_form": sent if isinstance(sent, HoldForm) else HoldForm(prefix="hold"),
        "kept": [(label, kept.get(kind.value)) for kind, label in LABELS.items()],
        "at": at,
        "ahead": [(LABELS[each.kind], each) for each in queries.preview(line, at)],
        "holds": queries.holds_of(line),
        "one_device": queries.on_one_device(line),
        "runs": queries.latest_runs(RUNS_SHOWN),
    }
    return render(request, "desk/retention/retention.html", context, status=status)
