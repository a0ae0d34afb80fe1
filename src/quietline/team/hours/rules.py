"""When a line is open, said without a database: a week of spans, days that differ, a time zone with its odd nights.

A span is two times of a wall clock. It begins at the first instant at which the clock shows its opening time, or has
jumped past it, and ends at the last instant at which the clock comes to its closing time. So a span across the hour
that is repeated when the clocks go back is an hour longer that night; across the one that is left out when they go
forward, an hour shorter, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from quietline.team.intervals import Interval, within

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
# How far ahead an opening is looked for: a line that opens nowhere in a year is closed.
_FAR = 370
# A day's spans may end a day later; and a zone may skip a day of the calendar, or have one twice.
_BEFORE, _AFTER = 3, 2


class Channel(StrEnum):
    """The ways to reach a line. Writing has no hours: it is always open."""

    CHAT = "chat"
    PHONE = "phone"
    CALL_BACK = "call_back"
    WRITE = "write"


WITH_HOURS = (Channel.CHAT, Channel.PHONE, Channel.CALL_BACK)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `opens` to `closes` by the wall clock; where `closes` is not later, it is the next day's."""

    opens: time
    closes: time

    @property
    def past_midnight(self) -> bool:
        return self.closes <= self.opens

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Both ends on the wall clock, without a zone."""
        until = day + DAY if self.past_midnight else day
        return datetime.combine(day, self.opens), datetime.combine(until, self.closes)

    def __str__(self) -> str:
        return f"{self.opens:%H:%M} to {self.closes:%H:%M}"


# The spans of each weekday, Monday first; one that crosses midnight stands with the day on which it begins.
Week = Mapping[int, Sequence[Span]]
# Days that differ: their spans instead of the week's; none: closed.
Days = Mapping[date, Sequence[Span]]


def spans_on(week: Week, days: Days, zone: ZoneInfo, on: date) -> list[Interval]:
    """When the line is open in the spans that begin on this day of the calendar, in order."""
    spans = days[on] if on in days else week.get(on.weekday(), ())
    found = (_between(*span.on(on), zone) for span in sorted(spans))
    return [each for each in found if each.start < each.end]


def is_open(week: Week, days: Days, zone: ZoneInfo, at: datetime) -> bool:
    """Whether the line is open at this instant."""
    return any(at in each for each in _around(week, days, zone, at, at))


def next_opening(week: Week, days: Days, zone: ZoneInfo, at: datetime) -> datetime | None:
    """The first instant from `at` on at which the line is open, `at` itself where it is; none within a year: None."""
    if is_open(week, days, zone, at):
        return at
    if not any(week.values()) and not any(days.values()):
        return None
    first = at.astimezone(zone).date() - _BEFORE * DAY
    for number in range(_FAR):
        starts = [each.start for each in spans_on(week, days, zone, first + number * DAY) if each.start >= at]
        if starts:
            # Where the calendar repeats a day, the next day's spans may begin earlier.
            following = spans_on(week, days, zone, first + (number + 1) * DAY)
            return min([*starts, *(each.start for each in following if each.start >= at)])
    return None


def open_between(week: Week, days: Days, zone: ZoneInfo, start: datetime, end: datetime) -> list[Interval]:
    """The open time from `start` to `end`, merged; spans that touch are one."""
    return within(_around(week, days, zone, start, end), Interval(start, end))


def overlapping(week: Week) -> tuple[int, Span] | None:
    """A span (with its weekday) that another one of the week runs into; None where all keep clear of each other."""
    laid = sorted(_laid_out(week), key=lambda each: each[0])
    if not laid:
        return None
    again = [(opens + WEEK, closes + WEEK, where) for opens, closes, where in laid[:1]]
    for (_, until, _), (opens, _, where) in pairwise([*laid, *again]):
        if opens < until:
            return where
    return None


def overlapping_on_a_day(spans: Iterable[Span]) -> Span | None:
    """The same for the spans of one day."""
    found = overlapping({0: tuple(spans)})
    return found[1] if found else None


def _laid_out(week: Week) -> Iterator[tuple[timedelta, timedelta, tuple[int, Span]]]:
    """Each span as the time since the week began, both ends."""
    monday = date(2024, 1, 1)
    midnight = datetime.combine(monday, time())
    for weekday, spans in week.items():
        for span in spans:
            opens, closes = span.on(monday + weekday * DAY)
            yield opens - midnight, closes - midnight, (weekday, span)


def _around(week: Week, days: Days, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[Interval]:
    """Every span that could touch the time from `start` to `end`."""
    day = start.astimezone(zone).date() - _BEFORE * DAY
    last = end.astimezone(zone).date() + _AFTER * DAY
    while day <= last:
        yield from spans_on(week, days, zone, day)
        day += DAY


def _between(opens: datetime, closes: datetime, zone: ZoneInfo) -> Interval:
    return Interval(_first_at(opens, zone), _last_at(closes, zone))


def _first_at(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the wall clock shows this, or the one at which it jumps past it."""
    early, late = _both(wall, zone)
    return early if _shown(early, zone) == wall else _jump(wall, early, late, zone)


def _last_at(wall: datetime, zone: ZoneInfo) -> datetime:
    """The last such instant."""
    early, late = _both(wall, zone)
    return late if _shown(late, zone) == wall else _jump(wall, early, late, zone)


def _both(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """What the wall clock's time is in UTC by the offset before a change and by the one after it, in order."""
    before, after = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return min(before, after), max(before, after)


def _shown(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def _jump(wall: datetime, early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """When the clock jumps past a time that it never shows, to the second."""
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if _shown(middle, zone) < wall:
            early = middle
        else:
            late = middle
    return late
