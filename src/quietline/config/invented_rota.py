"""The invented helpline's hours and a fortnight of shifts, so that a demo is open for most of the day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from quietline.team.hours import actions as hours
from quietline.team.hours.queries import zone_of
from quietline.team.hours.rules import Channel, Span
from quietline.team.models import Line, Practitioner
from quietline.team.rota import actions as rota

WEEK = (
    (Channel.CHAT, range(5), (Span(time(9), time(13)), Span(time(14), time(21)))),
    (Channel.CHAT, range(5, 7), (Span(time(12), time(18)),)),
    (Channel.PHONE, range(5), (Span(time(9), time(21)),)),
    (Channel.PHONE, range(5, 7), (Span(time(12), time(18)),)),
    (Channel.CALL_BACK, range(5), (Span(time(10), time(20)),)),
    (Channel.CALL_BACK, range(5, 7), (Span(time(13), time(17)),)),
)
# By the place in the list of people: when they begin and end. Friday evening has nobody: a gap to see.
SHIFTS = ((1, time(9), time(15)), (2, time(13), time(21)), (0, time(10), time(12)))
SHIFT_DAYS = 14


def hours_and_rota(line: Line, people: list[Practitioner]) -> None:
    """Give the line its hours, a holiday, and its people their shifts from today on."""
    by = people[0].pk
    hours.set_time_zone(line=line, time_zone="Europe/London", by=by)
    for channel, weekdays, spans in WEEK:
        for weekday in weekdays:
            for span in spans:
                hours.add_span(line=line, channel=channel, weekday=weekday, span=span, by=by)
    today = timezone.now().astimezone(zone_of(line)).date()
    _holiday(line, today.year, by)
    for number in range(SHIFT_DAYS):
        on = today + timedelta(days=number)
        for place, begins, ends in SHIFTS:
            if on.weekday() == 4 and place == 2:
                continue
            zone = zone_of(line)
            starts_at, ends_at = (datetime.combine(on, at, zone) for at in (begins, ends))
            rota.add_shift(line=line, practitioner=people[place].pk, starts_at=starts_at, ends_at=ends_at, by=by)


def _holiday(line: Line, year: int, by: UUID) -> None:
    day = hours.add_special_day(line=line, on=date(year, 12, 25), name="Christmas Day", by=by)
    span = Span(time(10), time(14))
    hours.add_special_span(line=line, day_id=day.pk, channel=Channel.PHONE, span=span, by=by)
    hours.add_special_day(line=line, on=date(year + 1, 1, 1), name="New Year's Day", by=by)
