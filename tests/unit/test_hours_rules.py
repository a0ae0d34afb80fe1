"""Opening hours by example: the nights on which the clocks change, spans past midnight, days that differ."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from quietline.team.hours.rules import (
    Span,
    is_open,
    next_opening,
    open_between,
    overlapping,
    overlapping_on_a_day,
    spans_on,
)
from quietline.team.intervals import Interval

LONDON = ZoneInfo("Europe/London")
SUNDAY, MONDAY, SATURDAY = 6, 0, 5
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
ACROSS = Span(time(1, 30), time(2, 30))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def times(found: list[Interval]) -> list[tuple[str, str]]:
    return [(f"{each.start:%d %H:%M}", f"{each.end:%d %H:%M}") for each in found]


@pytest.mark.parametrize(
    ("day", "span", "expected"),
    [
        (FORWARD, ACROSS, [("29 01:00", "29 01:30")]),  # the clock jumps from 01:00 to 02:00: half an hour is left
        (FORWARD, Span(time(1), time(2)), []),  # that hour is not there
        (FORWARD, Span(time(0, 30), time(1, 30)), [("29 00:30", "29 01:00")]),
        (FORWARD, Span(time(22), time(2)), [("29 21:00", "30 01:00")]),
        (BACK, ACROSS, [("25 00:30", "25 02:30")]),  # the hour from 01:00 is there twice
        (BACK, Span(time(1), time(2)), [("25 00:00", "25 02:00")]),
        (BACK, Span(time(0, 30), time(1, 30)), [("24 23:30", "25 01:30")]),
        (date(2026, 10, 18), ACROSS, [("18 00:30", "18 01:30")]),
    ],
)
def test_a_span_in_the_night_on_which_the_clocks_change(
    day: date, span: Span, expected: list[tuple[str, str]]
) -> None:
    assert times(spans_on({SUNDAY: [span]}, {}, LONDON, day)) == expected


def test_split_shifts_and_a_span_past_midnight() -> None:
    week = {MONDAY: [Span(time(9), time(12)), Span(time(14), time(17)), Span(time(22), time(1))]}
    open_at = {
        hour: is_open(week, {}, LONDON, utc("2026-01-05") + timedelta(hours=hour))
        for hour in (8, 9, 11, 12, 13, 14, 16, 17, 22, 23, 24, 25)
    }
    assert {hour for hour, is_so in open_at.items() if is_so} == {9, 11, 14, 16, 22, 23, 24}


def test_a_whole_day_and_a_day_that_ends_at_midnight() -> None:
    assert times(spans_on({MONDAY: [Span(time(0), time(0))]}, {}, LONDON, date(2026, 1, 5))) == [
        ("05 00:00", "06 00:00")
    ]
    assert times(spans_on({MONDAY: [Span(time(18), time(0))]}, {}, LONDON, date(2026, 1, 5))) == [
        ("05 18:00", "06 00:00")
    ]


def test_a_special_day_stands_instead_of_the_week_and_without_spans_is_closed() -> None:
    week = {day: [Span(time(9), time(17))] for day in range(7)}
    days = {date(2026, 12, 25): [], date(2026, 12, 26): [Span(time(12), time(14))]}
    assert not is_open(week, days, LONDON, utc("2026-12-25T10:00"))
    assert next_opening(week, days, LONDON, utc("2026-12-25T10:00")) == utc("2026-12-26T12:00")
    assert next_opening(week, days, LONDON, utc("2026-12-26T15:00")) == utc("2026-12-27T09:00")


def test_what_began_the_evening_before_a_closed_day_runs_to_its_end() -> None:
    week = {3: [Span(time(22), time(2))]}
    assert is_open(week, {date(2026, 12, 25): []}, LONDON, utc("2026-12-25T01:00"))


def test_open_now_is_the_next_opening_and_never_open_has_none() -> None:
    now = utc("2026-01-05T10:00")
    assert next_opening({MONDAY: [Span(time(9), time(17))]}, {}, LONDON, now) == now
    assert next_opening({}, {}, LONDON, now) is None
    assert next_opening({MONDAY: []}, {date(2026, 1, 1): [Span(time(9), time(10))]}, LONDON, now) is None


def test_spans_that_touch_are_one() -> None:
    week = {MONDAY: [Span(time(9), time(12)), Span(time(12), time(17))]}
    found = open_between(week, {}, LONDON, utc("2026-01-05T00:00"), utc("2026-01-06T00:00"))
    assert times(found) == [("05 09:00", "05 17:00")]


@pytest.mark.parametrize(
    ("week", "overlaps"),
    [
        ({MONDAY: [Span(time(9), time(12)), Span(time(11), time(13))]}, True),
        ({MONDAY: [Span(time(9), time(12)), Span(time(12), time(13))]}, False),
        ({MONDAY: [Span(time(9), time(12)), Span(time(9), time(12))]}, True),
        ({SATURDAY: [Span(time(22), time(2))], SUNDAY: [Span(time(1), time(3))]}, True),
        ({SUNDAY: [Span(time(22), time(2))], MONDAY: [Span(time(1), time(3))]}, True),  # round the week's end
        ({SUNDAY: [Span(time(22), time(1))], MONDAY: [Span(time(1), time(3))]}, False),
        ({day: [Span(time(0), time(0))] for day in range(7)}, False),
        ({MONDAY: [Span(time(0), time(0)), Span(time(23), time(23, 30))]}, True),
        ({}, False),
    ],
)
def test_overlaps_are_found(week: dict[int, list[Span]], overlaps: bool) -> None:
    assert (overlapping(week) is not None) is overlaps


def test_overlaps_on_a_special_day_are_found() -> None:
    assert overlapping_on_a_day([Span(time(9), time(12)), Span(time(11), time(13))])
    assert overlapping_on_a_day([Span(time(9), time(12)), Span(time(20), time(3))]) is None
