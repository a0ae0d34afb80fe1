"""Promising to come back to a thread, and what becomes of the promise. Each act is one transaction."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.committing import DESK, ThreadGone
from quietline.contact.follow_ups.models import FollowUp
from quietline.contact.follow_ups.queries import follow_up_place, open_follow_ups_of
from quietline.contact.follow_ups.rules import Event, Standing, after, check_day
from quietline.contact.locked import locked_row
from quietline.contact.queries import OpenThread
from quietline.contact.states import State
from quietline.live.hub import hub
from quietline.vault import Plain, seal

# A thread in one of these has no follow-up that is open.
ENDED = frozenset({State.CLOSED, State.WITHDRAWN, State.ERASED})


class ThreadEnded(Exception):
    """Nothing can be promised in a thread that is closed, or that its seeker erased."""


def promise(*, opened: OpenThread, due_on: date, reason: str, by: UUID) -> UUID:
    """Promise to come back to a thread on a day; the same promise twice is one. Returns the follow-up's id.

    Raises:
        NotADay: in the past, or more than a year ahead.
        ThreadEnded, ThreadGone
    """
    check_day(due_on, today=timezone.localdate())
    follow_up_id = uuid4()
    with transaction.atomic():
        thread = locked_row(opened.thread.pk)
        if thread.state in ENDED:
            raise ThreadEnded
        for before in open_follow_ups_of(opened):
            if (before.due_on, before.reason) == (due_on, reason):
                return before.id
        FollowUp.objects.create(
            id=follow_up_id,
            thread=thread,
            due_on=due_on,
            reason=seal(opened.key, Plain(reason.encode()), place=follow_up_place(thread.pk, follow_up_id, by)),
            promised_by_id=by,
            promised_at=timezone.now(),
        )
        record(act=Act.FOLLOW_UP_PROMISED, by=by, subject=thread.pk)
        _tell()
    return follow_up_id


def move(*, follow_up_id: UUID, due_on: date, by: UUID) -> None:
    """Put a follow-up off, or bring it forward.

    Raises:
        NotADay, Ended, ThreadGone
    """
    check_day(due_on, today=timezone.localdate())
    with transaction.atomic():
        follow_up = _locked(follow_up_id)
        follow_up.standing = after(Standing(follow_up.standing), Event.MOVE)
        follow_up.due_on = due_on
        follow_up.save(update_fields=["standing", "due_on"])
        record(act=Act.FOLLOW_UP_MOVED, by=by, subject=follow_up.thread_id)
        _tell()


def fulfil(*, follow_up_id: UUID, by: UUID) -> None:
    """Say that somebody came back to the thread as promised.

    Raises:
        Ended, ThreadGone
    """
    _end(follow_up_id, Event.FULFIL, Act.FOLLOW_UP_DONE, by)


def stop(*, follow_up_id: UUID, by: UUID) -> None:
    """Say that coming back is not needed any more.

    Raises:
        Ended, ThreadGone
    """
    _end(follow_up_id, Event.STOP, Act.FOLLOW_UP_STOPPED, by)


def stop_with_thread(*, thread_id: UUID, by: UUID | None) -> None:
    """Stop every open follow-up of a thread that ends; the caller holds the thread's row. `by` None: its seeker."""
    stopped = FollowUp.objects.filter(thread_id=thread_id, standing=Standing.OPEN).update(
        standing=after(Standing.OPEN, Event.THREAD_ENDS), ended_at=timezone.now()
    )
    if by is not None:
        for _ in range(stopped):
            record(act=Act.FOLLOW_UP_STOPPED, by=by, subject=thread_id)


def _end(follow_up_id: UUID, event: Event, act: Act, by: UUID) -> None:
    with transaction.atomic():
        follow_up = _locked(follow_up_id)
        follow_up.standing = after(Standing(follow_up.standing), event)
        follow_up.ended_at = timezone.now()
        follow_up.save(update_fields=["standing", "ended_at"])
        record(act=act, by=by, subject=follow_up.thread_id)
        _tell()


def _locked(follow_up_id: UUID) -> FollowUp:
    """The follow-up, behind its thread's row: closing takes that row first as well, so neither overtakes the other."""
    thread_id = FollowUp.objects.filter(pk=follow_up_id).values_list("thread_id", flat=True).first()
    if thread_id is None:
        raise ThreadGone
    locked_row(thread_id)
    return FollowUp.objects.get(pk=follow_up_id)  # it goes with its thread only, which is ours now


def _tell() -> None:
    transaction.on_commit(partial(hub.publish, DESK))
