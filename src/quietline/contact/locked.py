"""A thread's row, held by the transaction that is under way until it ends."""

from __future__ import annotations

from uuid import UUID

from quietline.contact.committing import HeldByAnother, ThreadGone
from quietline.contact.models import Thread


def locked_row(thread_id: UUID) -> Thread:
    """The thread's row, ours until the transaction ends.

    Raises:
        ThreadGone
    """
    thread = Thread.objects.select_for_update().filter(pk=thread_id).first()
    if thread is None:
        raise ThreadGone
    return thread


def held_by_nobody_else(thread_id: UUID, practitioner: UUID) -> Thread:
    """The same, if this practitioner holds the thread or nobody does.

    Raises:
        HeldByAnother, ThreadGone
    """
    thread = locked_row(thread_id)
    if thread.claimed_by_id not in {None, practitioner}:
        raise HeldByAnother(thread.claimed_by_id)
    return thread
