"""The week's rota as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from quietline.contact.call_backs.gaps import booked_times
from quietline.team.hours.queries import zone_of
from quietline.team.hours.rules import DAY, Span, spans_on
from quietline.team.intervals import Interval, within
from quietline.team.models import Line
from quietline.team.rota.models import Shift
from quietline.team.rota.queries import gaps, shifts_between

# Years that a calendar can name, with room for a week on either side.
_FIRST, _LAST = date(2000, 1, 3), date(2099, 12, 21)


@dataclass(frozen=True, slots=True)
class ShiftOnRota:
    """One shift with its hours on the line's clock."""

    shift: Shift
    hours: str
    calls: int  # booked in its time


@dataclass(frozen=True, slots=True)
class RotaDay:
    """One day: one's own shifts first, then the others', then what nobody covers."""

    on: date
    today: bool
    own: list[ShiftOnRota]
    others: list[ShiftOnRota]
    gaps: list[str]


def monday_of(asked: str, today: date) -> date:
    """The Monday of a week named by any of its days, `2026-11-26`; this week's where nothing readable was asked."""
    try:
        on = date.fromisoformat(asked)
    except ValueError:
        on = today
    on = min(max(on, _FIRST), _LAST)
    return on - timedelta(days=on.weekday())


def week(line: Line, monday: date, *, viewer: UUID, now: datetime) -> list[RotaDay]:
    """The seven days from a Monday on, as the line's clock cuts them."""
    zone = zone_of(line)
    days = [_day(monday + number * DAY, zone) for number in range(7)]
    shifts = shifts_between(line, days[0].start, days[-1].end)
    uncovered = gaps(line, days[0].start, days[-1].end)
    calls = booked_times(line, now)
    rota = []
    for number, frame in enumerate(days):
        begun = [_on_rota(shift, zone, calls) for shift in shifts if shift.starts_at in frame]
        rota.append(
            RotaDay(
                on=monday + number * DAY,
                today=now in frame,
                own=[each for each in begun if each.shift.practitioner_id == viewer],
                others=[each for each in begun if each.shift.practitioner_id != viewer],
                gaps=[_told(each, zone) for each in within(uncovered, frame)],
            )
        )
    return rota


def shift_times(line: Line, on: date, opens: time, closes: time) -> Interval | None:
    """A shift's instants; None where the clock leaves that time out."""
    return next(iter(spans_on({}, {on: [Span(opens, closes)]}, zone_of(line), on)), None)


def _day(on: date, zone: ZoneInfo) -> Interval:
    starts = [datetime.combine(each, time(), zone).astimezone(UTC) for each in (on, on + DAY)]
    return Interval(*starts)


def _on_rota(shift: Shift, zone: ZoneInfo, calls: list[datetime]) -> ShiftOnRota:
    times = Interval(shift.starts_at, shift.ends_at)
    return ShiftOnRota(shift, _told(times, zone), sum(at in times for at in calls))


def _told(times: Interval, zone: ZoneInfo) -> str:
    start, end = times.start.astimezone(zone), times.end.astimezone(zone)
    return f"{start:%H:%M} – {end:%H:%M}"
