"""Slots, attempts, safe times and numbers, said without a database."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from quietline.contact.rules import clean_line
from quietline.team.hours.rules import DAY, Span, spans_on
from quietline.team.intervals import Interval
from quietline.team.rota.rules import covering

SLOT = timedelta(minutes=30)
# Nobody is asked for a call that begins in a few minutes: the team must see it come.
NOTICE = timedelta(minutes=30)
MOST_ATTEMPTS = 3
# The number is gone after this, whatever happened; so the last slot on offer ends well before.
NUMBER_LIFE = timedelta(days=7)
HORIZON = timedelta(days=6)
NUMBER_CHARACTERS = 40
NAME_CHARACTERS = 40
_DIGITS = range(5, 21)
_BETWEEN_DIGITS = frozenset(" +-()./#")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Way(StrEnum):
    """Who dials."""

    YOU_RING = "you-ring"
    WE_RING = "we-ring"


def slots_in(open_time: Iterable[Interval]) -> Iterator[Interval]:
    """Whole slots inside the open time, on the half hours of UTC: the same ones whenever one asks."""
    for each in open_time:
        start = _EPOCH - (_EPOCH - each.start) // SLOT * SLOT  # rounded up
        while start + SLOT <= each.end:
            yield Interval(start, start + SLOT)
            start += SLOT


def places_in(slot: Interval, shifts: Sequence[tuple[UUID, Interval]]) -> int:
    """How many calls fit into a slot: one for each practitioner who is on shift for the whole of it."""
    return len(covering(slot, shifts))


@dataclass(frozen=True, slots=True)
class Held:
    """A place in a slot. `waits`: the call is booked and not begun, so that it can still lose its time."""

    call: UUID
    place: int
    waits: bool


def settled(held: Iterable[Held], room: int) -> tuple[dict[UUID, int], set[UUID]]:
    """Who moves to which place of the same slot when it has room for so many, and who has no place any more.

    Calls under way stay, whatever the room; of the others those that hold the lowest places.
    """
    calls = sorted(held, key=lambda each: (each.waits, each.place))
    staying = [each for number, each in enumerate(calls) if number < room or not each.waits]
    free = iter(sorted(set(range(room)) - {each.place for each in staying}))
    moving = {each.call: next(free) for each in staying if each.waits and each.place >= room}
    return moving, {each.call for each in calls} - {each.call for each in staying}


def bookable(slot: Interval, now: datetime) -> bool:
    """Whether it is neither too soon nor too far ahead."""
    return now + NOTICE <= slot.start and slot.end <= now + HORIZON


def told(slot: Interval, zone: ZoneInfo) -> tuple[datetime, str]:
    """A slot as people of that zone read it: its start on their wall clock, and `18:00 – 18:30`.

    In the hour that the clock shows twice, the zone's abbreviation says which of the two is meant.
    """
    start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
    return start, f"{_clock(start)} – {_clock(end)}"


def _clock(at: datetime) -> str:
    twice = at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset()
    return f"{at:%H:%M} {at.tzname()}" if twice else f"{at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants to be rung; sealed as one piece."""

    ask_for: str = ""
    leave_message: bool = False
    safe_from: time | None = None
    safe_until: time | None = None

    def as_bytes(self) -> bytes:
        given = {
            "ask_for": self.ask_for,
            "leave_message": self.leave_message,
            "safe_from": self.safe_from and self.safe_from.isoformat(),
            "safe_until": self.safe_until and self.safe_until.isoformat(),
        }
        return json.dumps(given, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Wishes:
        given = json.loads(content)
        safe = {name: time.fromisoformat(given[name]) if given[name] else None for name in ("safe_from", "safe_until")}
        return cls(ask_for=given["ask_for"], leave_message=given["leave_message"], **safe)

    @property
    def safe(self) -> Span | None:
        return Span(self.safe_from, self.safe_until) if self.safe_from and self.safe_until else None


def safe_time(slot: Interval, safe: Span | None, zone: ZoneInfo) -> Interval | None:
    """When it is safe to ring: the slot where nothing else was said, else the safe time that holds the slot.

    None where the slot lies outside the safe time. It is of one day: what is safe today says nothing about tomorrow.
    """
    if safe is None:
        return slot
    on = slot.start.astimezone(zone).date()
    windows = [window for day in (on - DAY, on) for window in spans_on({}, {day: [safe]}, zone, day)]
    return next((window for window in windows if window.covers(slot)), None)


def clean_number(text: str) -> str:
    """A number as it is kept: as it was typed, on one line."""
    return clean_line(text)


def looks_like_a_number(text: str) -> bool:
    """Whether somebody could dial this. Loose on purpose: people write numbers in many ways and scripts."""
    bare = text.lower().replace("ext.", "#").replace("ext", "#").replace("x", "#")
    digits = sum(unicodedata.decimal(letter, None) is not None for letter in bare)
    others = {letter for letter in bare if unicodedata.decimal(letter, None) is None}
    return digits in _DIGITS and others <= _BETWEEN_DIGITS
