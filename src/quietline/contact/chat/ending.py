"""What becomes of a chat whose seeker goes: it goes on as a message, and one that nobody answered counts as demand."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from quietline.contact.contacts.rules import Channel, Outcome, contact_count, missed_outcome
from quietline.contact.models import Thread
from quietline.contact.outbox import put_down
from quietline.contact.states import State
from quietline.team.hours.queries import open_now
from quietline.team.hours.rules import Channel as HoursChannel
from quietline.team.models import Line
from quietline.team.rota.queries import capacity


def end_chats(threads: QuerySet[Thread]) -> list[Thread]:
    """End the chats among these threads, inside the caller's transaction; returns them as they were before."""
    ended = list(threads.filter(live_since__isnull=False).select_for_update(of=("self",)).select_related("line"))
    Thread.objects.filter(pk__in=[thread.pk for thread in ended]).update(live_since=None, live_seen_at=None)
    now = timezone.now()
    put_down(
        contact_count(Channel.CHAT, _why_unanswered(thread, now), now)
        for thread in ended
        if thread.state == State.WAITING
    )
    return ended


def _why_unanswered(thread: Thread, at: datetime) -> Outcome:
    since = thread.live_since or at
    return missed_outcome(
        is_open=open_now(thread.line, HoursChannel.CHAT, since), all_busy=not _somebody_could(thread.line, at)
    )


def _somebody_could(line: Line, at: datetime) -> bool:
    """Whether a practitioner on duty had room for one more chat."""
    held = Thread.objects.filter(line=line, live_since__isnull=False, state=State.TAKEN)
    return capacity(line, at) > held.count()
