"""Whether a line is open, and when it opens next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from quietline.team.hours import rules
from quietline.team.hours.models import OpenSpan, SpecialDay, SpecialSpan
from quietline.team.hours.rules import WITH_HOURS, Channel, Span
from quietline.team.intervals import Interval, merged
from quietline.team.models import Line


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one line and channel, read once; the questions are the rules'."""

    week: dict[int, list[Span]]
    days: dict[date, list[Span]]
    zone: ZoneInfo

    @property
    def never_set(self) -> bool:
        """Nobody said yet when the line is open on this channel."""
        return not self.week and not self.days

    def open_at(self, at: datetime) -> bool:
        return rules.is_open(self.week, self.days, self.zone, at)

    def opens_next(self, at: datetime) -> datetime | None:
        return rules.next_opening(self.week, self.days, self.zone, at)

    def between(self, start: datetime, end: datetime) -> list[Interval]:
        return rules.open_between(self.week, self.days, self.zone, start, end)


def zone_of(line: Line) -> ZoneInfo:
    """The zone that the line's hours, shifts and slots are told in."""
    return ZoneInfo(line.time_zone)


def hours_of(line: Line, channel: str) -> Hours:
    """The week and the special days of a channel that has hours."""
    week: defaultdict[int, list[Span]] = defaultdict(list)
    for row in OpenSpan.objects.filter(line=line, channel=channel):
        week[row.weekday].append(row.span)
    days: dict[date, list[Span]] = {on: [] for on in SpecialDay.objects.filter(line=line).values_list("on", flat=True)}
    for special in SpecialSpan.objects.filter(day__line=line, channel=channel).select_related("day"):
        days.setdefault(special.day.on, []).append(special.span)
    return Hours(week=dict(week), days=days, zone=zone_of(line))


def open_now(line: Line, channel: str, at: datetime) -> bool:
    """Whether a line is open on a channel at this instant; `write` always is."""
    return channel == Channel.WRITE or hours_of(line, channel).open_at(at)


def opens_next(line: Line, channel: str, at: datetime) -> datetime | None:
    """When a line is open next: `at` where it is open then; None where it is not within a year."""
    return at if channel == Channel.WRITE else hours_of(line, channel).opens_next(at)


def open_between(line: Line, start: datetime, end: datetime, channels: Iterable[str] = WITH_HOURS) -> list[Interval]:
    """The time in which at least one of these channels is open."""
    return merged(each for channel in channels for each in hours_of(line, channel).between(start, end))


def week_of(line: Line, channel: str) -> list[list[OpenSpan]]:
    """The spans of each weekday, Monday first, as they are kept."""
    rows = list(OpenSpan.objects.filter(line=line, channel=channel))
    return [[row for row in rows if row.weekday == weekday] for weekday in range(7)]


def special_days(line: Line, *, since: date) -> list[SpecialDay]:
    """Special days from a date on, each with its spans."""
    return list(SpecialDay.objects.filter(line=line, on__gte=since).prefetch_related("spans"))
