"""Going live, going away, and what the clock does about chats whose people vanished."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.chat.ending import end_chats
from quietline.contact.chat.rules import CLAIM_LEASE, SEEKER_LEASE
from quietline.contact.committing import DESK, topic_of
from quietline.contact.models import Thread
from quietline.contact.queries import OpenThread
from quietline.contact.states import Event, State, after
from quietline.live.hub import hub


def go_live(*, opened: OpenThread, by: None = None) -> None:
    """Sit down in front of a thread: from now on it is a chat, until its seeker goes."""
    now = timezone.now()
    with transaction.atomic():
        fresh = Thread.objects.filter(pk=opened.thread.pk, live_since=None)
        if fresh.update(live_since=now, live_seen_at=now):
            _tell(opened.thread.pk)


def end_chats_without_seeker(*, by: None = None) -> int:
    """A chat whose seeker gave no sign for a while goes on as a message; none is lost. Returns how many."""
    with transaction.atomic():
        ended = end_chats(Thread.objects.filter(live_seen_at__lt=timezone.now() - SEEKER_LEASE))
        for thread in ended:
            _tell(thread.pk)
    return len(ended)


def free_chats_without_holder(*, by: None = None) -> int:
    """A chat whose practitioner gave no sign for a minute goes back to the head of the queue. Returns how many."""
    freed = 0
    silent_since = timezone.now() - CLAIM_LEASE
    candidates = Thread.objects.filter(
        state=State.TAKEN, live_since__isnull=False, claim_seen_at__lt=silent_since
    ).values_list("pk", flat=True)
    for thread_id in list(candidates):
        freed += _freed(thread_id)
    return freed


def _freed(thread_id: UUID) -> bool:
    with transaction.atomic():
        thread = Thread.objects.select_for_update().filter(pk=thread_id).first()
        # Looked at again now that the row is ours: the holder may have come back, the seeker may have erased it.
        if thread is None or thread.state != State.TAKEN or thread.claim_seen_at is None:
            return False
        if thread.claim_seen_at >= timezone.now() - CLAIM_LEASE:
            return False
        thread.state = after(State(thread.state), Event.VANISH)
        thread.claimed_by, thread.claimed_at, thread.claim_seen_at = None, None, None
        # Whoever was being answered has waited since they came: before everybody who came later.
        thread.waiting_since = thread.waiting_since or thread.live_since
        thread.save(update_fields=["state", "claimed_by", "claimed_at", "claim_seen_at", "waiting_since"])
        record(act=Act.CLAIM_LOST, by=None, subject=thread.pk)
        _tell(thread.pk)
    return True


def _tell(thread_id: UUID) -> None:
    transaction.on_commit(partial(hub.publish, topic_of(thread_id)))
    transaction.on_commit(partial(hub.publish, DESK))
