"""Who is at the desk, and how many chats they can hold, said without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from quietline.team.intervals import Interval, merged, without

# A practitioner whose browser gave no sign of life for so long is not counted on.
LEASE = timedelta(seconds=60)
# After this their duty is over: whoever comes back from lunch with an open laptop must say so.
ABANDONED_AFTER = timedelta(minutes=10)
# A sign of life is kept at most so often, so that working at the desk costs few writes.
SIGN_OF_LIFE = timedelta(seconds=10)
BREAK_MINUTES = (5, 15, 30)
WRAP_UP = timedelta(minutes=10)
MOST_CHATS_EACH = 6
# Whoever stays to write things down after their shift still writes for it.
JUST_OVER = timedelta(hours=1)
LONGEST_SHIFT = timedelta(hours=16)
# "The last days" of somebody's load, and how long a hard contact is remembered at all.
LOAD_DAYS = 14
REMEMBERED = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Presence:
    """One practitioner on duty, as it counts."""

    practitioner: UUID
    chats_each: int
    seen_at: datetime
    break_until: datetime | None = None
    wrapping_up_until: datetime | None = None

    def alive(self, at: datetime) -> bool:
        return at - self.seen_at < LEASE

    def on_break(self, at: datetime) -> bool:
        return self.break_until is not None and at < self.break_until

    def wrapping_up(self, at: datetime) -> bool:
        return self.wrapping_up_until is not None and at < self.wrapping_up_until

    def chats(self, at: datetime) -> int:
        """How many chats they can hold at this instant."""
        free = self.alive(at) and not self.on_break(at) and not self.wrapping_up(at)
        return self.chats_each if free else 0


def uncovered(open_time: Iterable[Interval], shifts: Iterable[Interval]) -> list[Interval]:
    """The open time in which nobody has a shift."""
    return without(open_time, shifts)


def covering(frame: Interval, shifts: Iterable[tuple[UUID, Interval]]) -> set[UUID]:
    """Who is there for the whole of a time, shifts that follow each other counted as one."""
    by_person: dict[UUID, list[Interval]] = {}
    for person, shift in shifts:
        by_person.setdefault(person, []).append(shift)
    return {person for person, theirs in by_person.items() if any(each.covers(frame) for each in merged(theirs))}
