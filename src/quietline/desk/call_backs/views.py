"""Calls that were asked for: who is due when, the number on one click, what came of it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quietline.audit.queries import acts_on
from quietline.contact import queries as contact
from quietline.contact.call_backs import actions
from quietline.contact.call_backs import queries as calls_kept
from quietline.contact.call_backs.actions import CallGone, NotSafeNow
from quietline.contact.call_backs.queries import CallBackRow
from quietline.contact.call_backs.rules import Way
from quietline.contact.call_backs.states import ENDED, CallNotPossible, CallState
from quietline.contact.queries import OpenThread
from quietline.desk.call_backs import queries
from quietline.desk.opening import visible_to
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.permissions import May, may
from quietline.team.queries import colleague_names

CHANGED = "This changed meanwhile: what you see below is how the call stands now."
GONE = "This call came to its end meanwhile; there is no number any more."
LEADS_ONLY = "This call is over. Its number is kept because of a concern, for safeguarding leads alone."


@require_safe
@with_keys
def calls(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """Every call that waits, by its time."""
    days = queries.call_days(practitioner, keys, timezone.now())
    return render(request, "desk/call_backs/list.html", {"days": days})


@require_safe
@with_keys
def call(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """One call: when, how, and what can be done; the number stays sealed until it is asked for."""
    opened, row = _opened(practitioner, keys, thread_id)
    return _page(request, opened, row)


@require_POST
@with_keys
def number(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """The same page with the number on it; who saw it is on record."""
    opened, row = _opened(practitioner, keys, thread_id)
    kept_by_concern = row.state in ENDED and calls_kept.wishes_of(opened, row) is not None
    if kept_by_concern and not may(practitioner, May.LEAD, opened.thread.line):
        return _page(request, opened, row, LEADS_ONLY, status=403)
    try:
        shown = actions.show_number(opened=opened, line_keys=keys, by=practitioner.pk)
    except CallGone:
        return _page(request, opened, row, GONE, status=410)
    return _page(request, opened, row, number=shown)


@require_POST
@with_keys
def act(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID, name: str) -> HttpResponse:
    """Begin the call, or say what came of it."""
    opened, row = _opened(practitioner, keys, thread_id)
    try:
        _do(name, opened, row, practitioner.pk)
    except NotSafeNow as refusal:
        when = queries.safe_told(refusal.safe, opened)
        notice = f"It is not safe to ring now. It is safe on the day of the call, {when}."
        return _page(request, opened, row, notice, status=409)
    except CallNotPossible:
        return _page(request, *_opened(practitioner, keys, thread_id), CHANGED, status=409)
    except CallGone:
        return _page(request, *_opened(practitioner, keys, thread_id), GONE, status=410)
    return redirect("desk:call-back", thread_id=thread_id)


def _do(name: str, opened: OpenThread, row: CallBackRow, by: UUID) -> None:
    thread_id = opened.thread.pk
    # Where they ring in, whether they did is one click: there is nothing to begin.
    rings_in = row.way == Way.YOU_RING and row.state in {CallState.BOOKED, CallState.NOT_REACHED}
    if name == "attempt" or (rings_in and name in {"reached", "missed"}):
        actions.attempt(opened=opened, by=by)
    if name == "reached":
        actions.reach(thread_id=thread_id, by=by)
    elif name == "missed":
        actions.miss(thread_id=thread_id, by=by)
    elif name == "done":
        actions.finish(thread_id=thread_id, by=by)


def _opened(practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> tuple[OpenThread, CallBackRow]:
    """The thread with its newest call, if it is this practitioner's to see; else it does not exist for them."""
    visible = visible_to(practitioner)
    found = visible.select_related("line", "line_hold").filter(pk=thread_id).first()
    row = calls_kept.of_thread(found) if found else None
    if found is None or row is None:
        raise Http404
    return contact.opened_by_line(found, keys), row


def _page(
    request: HttpRequest,
    opened: OpenThread,
    row: CallBackRow,
    notice: str = "",
    *,
    number: str = "",
    status: int = 200,
) -> HttpResponse:
    acts = [(act.label, actor) for act, actor in acts_on(opened.thread.pk) if act.startswith("call_")]
    names = colleague_names([actor for _, actor in acts if actor])
    context = {
        "call": queries.call_on_desk(opened, row, timezone.now()),
        "thread": opened.thread,
        "number": number,
        "notice": notice,
        "told": [(label, names.get(actor, "") if actor else "") for label, actor in acts[-12:]],
    }
    return render(request, "desk/call_backs/call.html", context, status=status)
