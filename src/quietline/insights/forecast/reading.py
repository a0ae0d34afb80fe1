"""What a forecast is made of: the hours of the past year, and who is on the rota in a campaign's first weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from quietline.insights.evaluation.periods import Period
from quietline.insights.forecast.outlook import Assumed, Hour, Shifts
from quietline.tally import queries as tally
from quietline.tally.measures import Measure
from quietline.tally.months import Along
from quietline.tally.units import Figure, Unit
from quietline.team.hours.queries import open_between, zone_of
from quietline.team.intervals import Interval, merged
from quietline.team.models import Line
from quietline.team.rota.queries import people_on_shift

LEAST_PLACED = 100  # fewer calls and chats say nothing of 168 hours
MONTHS = 12
WEEKS = 4
LIVE = frozenset({"call", "chat"})
# Where nothing is known: said on the page, and to be replaced there.
USUAL = Assumed(minutes=30, patience=5)
_HOUR = timedelta(hours=1)


class NotForeseeable(Exception):
    """There is too little to go by; the text says what is missing and what helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Calls and chats a week by hour, the figure it comes from, and the minutes of a contact, where recorded."""

    a_week: Mapping[Hour, float]
    figure: Figure
    minutes: float | None


def demand(*, today: date) -> Demand:
    """The last twelve whole months.

    Raises:
        NotForeseeable
    """
    this_month = today.replace(day=1)
    until = this_month - timedelta(days=1)
    began = tally.first_day(measure=Measure.CONTACTS)
    since = Period.MONTH.after(this_month, -MONTHS)
    if began is not None and began > since:
        since = began
    if began is None or since > until:
        raise NotForeseeable("No whole month of contacts was counted here yet: come back when one is over.")
    found = tally.totals(
        measure=Measure.CONTACT_HOURS, since=since.replace(day=1), until=until, by=("field", "option")
    )
    placed = sum(found.values())
    if placed < LEAST_PLACED:
        raise NotForeseeable(
            f"Of {placed:,} calls and chats the hour is known; a forecast is made of {LEAST_PLACED} at least."
        )
    counted = tally.over_months(measure=Measure.CONTACTS, since=since, until=until, along=Along.WAY)
    live = sum(count for (channel, _), count in counted.items() if channel in LIVE)
    weeks = ((until - since).days + 1) / 7
    # Those without an hour yet are taken to come as the others do.
    scale = max(live, placed) / placed / weeks
    return Demand(
        a_week={(int(day), int(hour)): count * scale for (day, hour), count in found.items()},
        figure=Figure(value=live, unit=Unit.LIVE_ATTEMPTED, since=since, until=until, channels=LIVE),
        minutes=_minutes(since, until, counted),
    )


def shifts(*, since: date, until: date) -> Shifts:
    """All lines together: figures know no lines.

    Raises:
        NotForeseeable: nobody is planned.
    """
    until = min(until, since + timedelta(weeks=WEEKS, days=-1))
    people: dict[tuple[date, int], int] = {}
    open_hours: set[tuple[date, int]] = set()
    lines = list(Line.objects.all())
    if not lines:
        raise NotForeseeable("There is no line yet.")
    zone = zone_of(lines[0])
    start = datetime.combine(since, time(), zone)
    end = datetime.combine(until + timedelta(days=1), time(), zone)
    by_person = defaultdict[UUID, list[Interval]](list)
    opened: list[Interval] = []
    for line in lines:
        for person, shift in people_on_shift(line, start, end):
            by_person[person].append(shift)
        opened += open_between(line, start, end)
    if not by_person:
        raise NotForeseeable(
            f"Nobody is on the rota from {since:%-d %B} to {until:%-d %B %Y}: plan the shifts, then look again."
        )
    theirs = [merged(each) for each in by_person.values()]
    opened = merged(opened)
    for step in range((until - since).days + 1):
        day = since + timedelta(days=step)
        for hour in range(24):
            begins = datetime.combine(day, time(hour), zone)
            frame = Interval(begins, begins + _HOUR)
            people[day, hour] = sum(any(each.covers(frame) for each in one) for one in theirs)
            if any(each.overlaps(frame) for each in opened):
                open_hours.add((day, hour))
    # A helpline that never said its hours is open when somebody is there.
    if not opened:
        open_hours = {place for place, many in people.items() if many}
    return Shifts(since=since, until=until, people=people, open_hours=frozenset(open_hours))


def _minutes(since: date, until: date, counted: Mapping[tuple[str, str], int]) -> float | None:
    """Minutes for each answered contact of any channel, as far as their records say them."""
    said = sum(tally.over_months(measure=Measure.MINUTES, since=since, until=until, along=Along.WAY).values())
    answered = sum(count for (_, outcome), count in counted.items() if outcome == "answered")
    return said / answered if said and answered else None
