"""A follow-up's small table, and the headings of the due list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.contact.follow_ups.rules import (
    A_WEEK,
    FARTHEST,
    STEPS,
    Due,
    Ended,
    Event,
    NotADay,
    Standing,
    after,
    check_day,
    due,
)

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@given(events=st.lists(st.sampled_from(Event)))
def test_what_is_done_or_stopped_never_opens_again(events: list[Event]) -> None:
    standing = Standing.OPEN
    for event in events:
        if standing is Standing.OPEN:
            standing = after(standing, event)
        else:
            with pytest.raises(Ended):
                after(standing, event)


def test_every_event_has_its_place() -> None:
    assert {event for _, event in STEPS} == set(Event)
    assert set(STEPS.values()) == set(Standing)


@given(today=DAYS, days=st.integers(-400, 800))
def test_a_day_is_promised_from_today_on_for_a_year(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    if 0 <= days <= FARTHEST.days:
        check_day(day, today=today)
    else:
        with pytest.raises(NotADay):
            check_day(day, today=today)


@given(today=DAYS, days=st.integers(-800, 800))
def test_each_day_stands_under_one_heading(today: date, days: int) -> None:
    expected = {days < 0: Due.OVERDUE, days == 0: Due.TODAY, 0 < days <= A_WEEK.days: Due.THIS_WEEK}
    assert due(today + timedelta(days=days), today=today) is expected.get(True, Due.LATER)
