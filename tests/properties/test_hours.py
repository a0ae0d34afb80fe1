"""Opening hours against a walk, minute by minute, with a wall clock in hand: no night of the year confuses them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from quietline.team.hours.rules import Span, is_open, next_opening, open_between, overlapping, spans_on
from quietline.team.intervals import Interval, merged, within, without

# Each with days on which its clocks change, or its calendar skips a day.
ODD_DAYS = {
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),  # half an hour
    "Africa/Casablanca": (date(2026, 2, 15), date(2026, 3, 22)),
    "America/Asuncion": (date(2024, 3, 24), date(2023, 10, 1)),  # at midnight
    "Pacific/Apia": (date(2011, 12, 30), date(2011, 12, 31)),  # a Friday that never was
    "Asia/Kolkata": (date(2026, 6, 1), date(2026, 6, 2)),
}
MINUTE = timedelta(minutes=1)
DAYS_BEFORE, DAYS_AFTER = 4, 6

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 29, 30, 59]))
spans = st.builds(Span, times, times)
weeks = st.dictionaries(st.integers(0, 6), st.lists(spans, max_size=2), max_size=7)


@st.composite
def situations(draw: st.DrawFn) -> tuple[dict[int, list[Span]], dict[date, list[Span]], ZoneInfo, date]:
    name = draw(st.sampled_from(sorted(ODD_DAYS)))
    middle = draw(st.sampled_from(ODD_DAYS[name]))
    near = st.integers(-3, 3).map(lambda number: middle + timedelta(days=number))
    days = draw(st.dictionaries(near, st.lists(spans, max_size=2), max_size=3))
    return draw(weeks), days, ZoneInfo(name), middle


class Walk:
    """Every minute around a day, with what the wall clock shows in it."""

    def __init__(self, zone: ZoneInfo, middle: date) -> None:
        start = datetime.combine(middle - timedelta(days=DAYS_BEFORE), time(), UTC)
        count = (DAYS_BEFORE + DAYS_AFTER) * 24 * 60
        self.minutes = [start + number * MINUTE for number in range(count)]
        self.shown = [each.astimezone(zone).replace(tzinfo=None, fold=0) for each in self.minutes]

    def open_minutes(self, span: Span, day: date) -> range:
        """From the first minute that shows the opening time or later, to the last that shows less than the closing."""
        opens, closes = span.on(day)
        first = next(number for number, shown in enumerate(self.shown) if shown >= opens)
        last = next(number for number in reversed(range(len(self.shown))) if self.shown[number] < closes)
        return range(first, last + 1)


@settings(max_examples=150)
@given(situation=situations(), offset=st.integers(-1_440, 2_880))
def test_open_is_what_a_minute_walk_finds(
    situation: tuple[dict[int, list[Span]], dict[date, list[Span]], ZoneInfo, date], offset: int
) -> None:
    week, days, zone, middle = situation
    walk = Walk(zone, middle)
    open_numbers: set[int] = set()
    for number in range(-2, 5):
        day = middle + timedelta(days=number)
        for span in days.get(day, week.get(day.weekday(), []) if day not in days else []):
            open_numbers |= set(walk.open_minutes(span, day))
    at = DAYS_BEFORE * 24 * 60 + offset
    assert is_open(week, days, zone, walk.minutes[at]) == (at in open_numbers)
    ahead = [number for number in sorted(open_numbers) if number >= at]
    following = next_opening(week, days, zone, walk.minutes[at])
    if ahead:
        assert following == walk.minutes[ahead[0]]
    elif following is not None:
        assert following > walk.minutes[at] + timedelta(days=1)
    until = walk.minutes[at] + timedelta(hours=12)
    open_time = sum((each.length for each in open_between(week, days, zone, walk.minutes[at], until)), timedelta())
    assert open_time == MINUTE * len([number for number in open_numbers if at <= number < at + 12 * 60])


@given(situation=situations())
def test_the_spans_of_a_day_take_the_time_the_clock_says_save_for_its_jumps(
    situation: tuple[dict[int, list[Span]], dict[date, list[Span]], ZoneInfo, date],
) -> None:
    week, days, zone, middle = situation
    for each in spans_on(week, days, zone, middle):
        assert timedelta(0) < each.length <= timedelta(hours=25)


@given(week=weeks)
def test_a_week_overlaps_when_a_minute_of_it_is_open_twice(week: dict[int, list[Span]]) -> None:
    held = [0] * (7 * 24 * 60)
    for weekday, its in week.items():
        for span in its:
            opens, closes = span.on(date(2024, 1, 1) + timedelta(days=weekday))
            first = int((opens - datetime(2024, 1, 1)) / MINUTE)  # noqa: DTZ001
            for number in range(int((closes - opens) / MINUTE)):
                held[(first + number) % len(held)] += 1
    assert (overlapping(week) is not None) == (max(held) > 1)


NIGHT = datetime(2026, 1, 1, tzinfo=UTC)
intervals = st.lists(
    st.builds(
        lambda start, length: Interval(NIGHT + start * MINUTE, NIGHT + (start + length) * MINUTE),
        st.integers(0, 60),
        st.integers(0, 20),
    ),
    max_size=6,
)


def minutes(given: list[Interval]) -> set[int]:
    return {number for number in range(100) for each in given if NIGHT + number * MINUTE in each}


@given(some=intervals, others=intervals)
def test_intervals_are_sets_of_minutes(some: list[Interval], others: list[Interval]) -> None:
    assert minutes(merged(some)) == minutes(some)
    assert minutes(without(some, others)) == minutes(some) - minutes(others)
    whole = merged(some)
    assert all(one.end < two.start for one, two in pairwise(whole))
    frame = Interval(NIGHT + 10 * MINUTE, NIGHT + 30 * MINUTE)
    assert minutes(within(some, frame)) == minutes(some) & set(range(10, 30))
