"""Whether somebody is there for a chat: what the pages promise, and nothing more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from quietline.contact.models import Thread
from quietline.contact.states import State
from quietline.team.hours.queries import open_now, opens_next
from quietline.team.hours.rules import Channel
from quietline.team.models import Line
from quietline.team.rota.queries import capacity


@dataclass(frozen=True, slots=True)
class Availability:
    """`is_open`: by the opening hours. `somebody_is_there`: a practitioner on duty could take one more chat now.

    `opens_at`: when the line opens next, where it is closed and that is known.
    """

    is_open: bool
    somebody_is_there: bool
    opens_at: datetime | None = None


def availability(line: Line) -> Availability:
    now = timezone.now()
    if not open_now(line, Channel.CHAT, now):
        return Availability(is_open=False, somebody_is_there=False, opens_at=opens_next(line, Channel.CHAT, now))
    # Those who are being answered, and those who wait: they come first.
    return Availability(is_open=True, somebody_is_there=has_room(line, now, besides=(State.WAITING, State.TAKEN)))


def has_room(line: Line, at: datetime, *, besides: Collection[State]) -> bool:
    """Whether those on duty could hold one more chat than the line has in these states."""
    chats = Thread.objects.filter(line=line, live_since__isnull=False, state__in=besides)
    return capacity(line, at) > chats.count()
