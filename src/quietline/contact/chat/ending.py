"""What becomes of a chat whose seeker goes: it goes on as a message, and one that nobody answered counts as demand."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from quietline.contact.by_hour import note_hours
from quietline.contact.chat.availability import has_room
from quietline.contact.contacts.rules import Channel, contact_count, missed_outcome
from quietline.contact.models import Thread
from quietline.contact.outbox import put_down
from quietline.contact.states import State
from quietline.tally.measures import Count
from quietline.team.hours.queries import hours_of
from quietline.team.hours.rules import Channel as HoursChannel
from quietline.team.models import Line


def end_chats(threads: QuerySet[Thread]) -> list[Thread]:
    """End the chats among these threads, inside the caller's transaction; returns them as they were before."""
    ended = list(threads.filter(live_since__isnull=False).select_for_update(of=("self",)).select_related("line"))
    Thread.objects.filter(pk__in=[thread.pk for thread in ended]).update(live_since=None, live_seen_at=None)
    unanswered: defaultdict[Line, list[Thread]] = defaultdict(list)
    for thread in ended:
        if thread.state == State.WAITING:
            unanswered[thread.line].append(thread)
    now = timezone.now()
    for line, chats in unanswered.items():
        demand = _as_demand(line, chats, now)
        put_down(demand)
        note_hours([count.outcome for count in demand], now)
    return ended


def _as_demand(line: Line, chats: list[Thread], at: datetime) -> list[Count]:
    """How a line's chats that nobody answered are counted; its hours and its room are read once for all of them."""
    hours = hours_of(line, HoursChannel.CHAT)
    all_busy = not has_room(line, at, besides=[State.TAKEN])
    reasons = (missed_outcome(is_open=hours.open_at(chat.live_since or at), all_busy=all_busy) for chat in chats)
    return [contact_count(Channel.CHAT, reason, at) for reason in reasons]
