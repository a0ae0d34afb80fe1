from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.contact.committing import ThreadGone
from quietline.contact.follow_ups import actions, queries
from quietline.contact.follow_ups.queries import Promise
from quietline.contact.follow_ups.rules import Due, Ended, due
from quietline.desk.act_page import act_page
from quietline.desk.follow_ups.forms import FollowUpForm, MoveForm
from quietline.desk.notes.views import TROUBLE
from quietline.desk.opening import opened_for, visible_to
from quietline.desk.trail import thread_address
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner

ENDED = "This follow-up was done or stopped already, or its thread has ended."
THREAD_ENDED = "Nothing can be promised here: the thread is closed or erased. Take it first, if it is closed."
ENDS: dict[str, Callable[..., None]] = {"done": actions.fulfil, "stop": actions.stop}


@dataclass(frozen=True, slots=True)
class Heading:
    """One part of the due list."""

    name: str
    promises: list[Promise]


@require_safe
@with_keys
def follow_ups(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """Whom somebody promised to come back to, by when."""
    return _list(request, practitioner, keys)


def _list(
    request: HttpRequest, practitioner: Practitioner, keys: LineKeys, *, notice: str = "", status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    promises = queries.open_follow_ups(visible_to(practitioner), keys)
    headings = [
        Heading(part.capitalize(), [p for p in promises if due(p.due_on, today=today) is part]) for part in Due
    ]
    context = {"headings": [each for each in headings if each.promises], "notice": notice}
    return render(request, "desk/follow_ups/list.html", context, status=status)


@require_POST
@with_keys
def promise(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """Promise to come back to a thread."""
    opened = opened_for(practitioner, keys, thread_id)
    form = FollowUpForm(request.POST)
    if not form.is_valid():
        return _promise_page(request, form, thread_id, status=422)
    given = form.cleaned_data
    try:
        actions.promise(opened=opened, due_on=given["due_on"], reason=given["message"], by=practitioner.pk)
    except actions.ThreadEnded:
        return _promise_page(request, form, thread_id, notice=THREAD_ENDED, status=409)
    except ThreadGone:
        return render(request, "desk/gone.html", {"text": given["message"]}, status=410)
    except DatabaseError:
        return _promise_page(request, form, thread_id, notice=TROUBLE, status=503)
    return redirect(thread_address(request, thread_id))


def _promise_page(
    request: HttpRequest, form: FollowUpForm, thread_id: UUID, *, status: int, notice: str = ""
) -> HttpResponse:
    back = thread_address(request, thread_id)
    return act_page(
        request, form, title="Promise a follow-up", button="Promise it", back=back, notice=notice, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def move(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, follow_up_id: UUID) -> HttpResponse:
    """Choose another day for a follow-up."""
    thread_id = _thread_of(practitioner, keys, follow_up_id)
    form = MoveForm(request.POST or None)
    back = thread_address(request, thread_id)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return act_page(request, form, title="Move a follow-up", button="Move it", back=back, status=status)
    try:
        actions.move(follow_up_id=follow_up_id, due_on=form.cleaned_data["due_on"], by=practitioner.pk)
    except (Ended, ThreadGone):
        return _list(request, practitioner, keys, notice=ENDED, status=409)
    return redirect("desk:follow-ups")


@require_POST
@with_keys
def end(
    request: HttpRequest, practitioner: Practitioner, keys: LineKeys, follow_up_id: UUID, name: str
) -> HttpResponse:
    """Say that a follow-up is done, or not needed any more."""
    _thread_of(practitioner, keys, follow_up_id)
    try:
        ENDS[name](follow_up_id=follow_up_id, by=practitioner.pk)
    except (Ended, ThreadGone):
        return _list(request, practitioner, keys, notice=ENDED, status=409)
    return redirect("desk:follow-ups")


def _thread_of(practitioner: Practitioner, keys: LineKeys, follow_up_id: UUID) -> UUID:
    """The follow-up's thread, if it is this practitioner's to open."""
    thread_id = queries.thread_of(follow_up_id)
    if thread_id is None:
        raise Http404
    return opened_for(practitioner, keys, thread_id).thread.pk
