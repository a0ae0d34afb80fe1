"""What holds for chats, said without a database or a clock of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
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


def place_in_queue(mine: tuple[bool, datetime], others: Iterable[tuple[bool, datetime]]) -> int:
    """One's place, counted from 1, among chats told by urgency and since when they wait."""

    def key(chat: tuple[bool, datetime]) -> tuple[bool, datetime]:
        urgent, waiting_since = chat
        return not urgent, waiting_since

    return 1 + sum(key(other) < key(mine) for other in others)
