from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from quietline.contact.follow_ups.models import FollowUp
from quietline.contact.follow_ups.rules import Standing
from quietline.contact.models import Thread
from quietline.contact.queries import OpenThread, thread_key
from quietline.vault import CannotOpen, Place, PrivateKey, Purpose, Sealed, ThreadKey, open_sealed


@dataclass(frozen=True, slots=True)
class Promise:
    """One open follow-up, its reason opened."""

    id: UUID
    thread: Thread
    due_on: date
    reason: str
    promised_by: str


def follow_up_place(thread_id: UUID, follow_up_id: UUID, practitioner: UUID) -> Place:
    author = f"follow-up:{follow_up_id}:{practitioner}"
    return Place(purpose=Purpose.NOTE, thread_id=thread_id, sequence=0, author=author)


def open_follow_ups(
    visible: QuerySet[Thread], line_keys: Mapping[int, PrivateKey], *, until: date | None = None
) -> list[Promise]:
    """The open follow-ups of these threads, the most urgent first, each opened; two queries however many there are.

    One whose thread opens with no key at hand is left out.
    """
    rows = FollowUp.objects.filter(standing=Standing.OPEN, thread__in=visible)
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    promises = []
    for row in rows.select_related("thread__line_hold", "thread__claimed_by", "promised_by"):
        try:
            key = thread_key(row.thread.line_hold, line_keys)
        except CannotOpen:
            continue
        promises.append(_promise(row, row.thread, key))
    return promises


def open_follow_ups_of(opened: OpenThread) -> list[Promise]:
    """Those of one thread."""
    rows = FollowUp.objects.filter(standing=Standing.OPEN, thread=opened.thread).select_related("promised_by")
    return [_promise(row, opened.thread, opened.key) for row in rows]


def thread_of(follow_up_id: UUID) -> UUID | None:
    """Which thread a follow-up belongs to."""
    return FollowUp.objects.filter(pk=follow_up_id).values_list("thread_id", flat=True).first()


def _promise(row: FollowUp, thread: Thread, key: ThreadKey) -> Promise:
    place = follow_up_place(row.thread_id, row.pk, row.promised_by_id)
    return Promise(
        id=row.pk,
        thread=thread,
        due_on=row.due_on,
        reason=open_sealed(key, Sealed(bytes(row.reason)), place=place).decode(),
        promised_by=row.promised_by.name,
    )
