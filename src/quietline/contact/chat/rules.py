"""What holds for chats, said without a database or a clock of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

# A practitioner whose page gave no sign for so long loses the claim on a chat: its seeker must not wait for nobody.
CLAIM_LEASE = timedelta(seconds=60)
# A seeker whose page gave no sign for so long has gone: the chat goes on as a message.
SEEKER_LEASE = timedelta(seconds=120)
# Waits of the last two hours tell how long it takes now; fewer than three tell nothing.
WAITS_COUNT_FOR = timedelta(hours=2)
FEWEST_WAITS = 3
MOST_WAITS = 20

Turn = tuple[bool, datetime]


class Danger(StrEnum):
    """The closed question before a chat. Only that something was said stands open, as the queue goes by it."""

    NONE = "none"
    OTHERS = "others"
    MYSELF = "myself"

    @property
    def is_urgent(self) -> bool:
        return self is not Danger.NONE


@dataclass(slots=True)
class Waits:
    """How long the last seekers waited until somebody took their chat; the base of what the page promises."""

    _waits: deque[tuple[datetime, timedelta]] = field(default_factory=lambda: deque(maxlen=MOST_WAITS))

    def note(self, at: datetime, waited: timedelta) -> None:
        self._waits.append((at, max(waited, timedelta())))

    def estimate(self, at: datetime, *, place: int) -> timedelta | None:
        """The median wait, as many times as one's place; none where too little is known to say anything."""
        recent = [waited for noted_at, waited in self._waits if at - noted_at <= WAITS_COUNT_FOR]
        if len(recent) < FEWEST_WAITS:
            return None
        return timedelta(seconds=median(waited.total_seconds() for waited in recent)) * max(place, 1)


def by_turn(*, urgent: bool, waiting_since: datetime) -> Turn:
    """What waiting chats are sorted by: danger first, then who waits longest."""
    return not urgent, waiting_since


def place_in_queue(mine: Turn, turns: Sequence[Turn]) -> int:
    """One's place, counted from 1, among the turns of waiting chats in their order."""
    return 1 + bisect_left(turns, mine)
