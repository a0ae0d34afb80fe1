"""Slots around odd nights, safe times, and numbers in odd forms."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.contact.call_backs.rules import (
    HORIZON,
    NOTICE,
    NUMBER_LIFE,
    SLOT,
    Held,
    Wishes,
    bookable,
    clean_number,
    looks_like_a_number,
    places_in,
    safe_time,
    settled,
    slots_in,
    told,
)
from quietline.team.hours.rules import Span, spans_on
from quietline.team.intervals import Interval

LONDON = ZoneInfo("Europe/London")
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINA, TOM = UUID(int=1), UUID(int=2)


def labels(day: date, span: Span) -> list[str]:
    open_time = spans_on({}, {day: [span]}, LONDON, day)
    return [told(slot, LONDON)[1] for slot in slots_in(open_time)]


def test_slots_on_the_night_on_which_the_clocks_go_forward_skip_the_hour_that_is_not_there() -> None:
    assert labels(FORWARD, Span(time(0), time(3))) == [
        "00:00 – 00:30",
        "00:30 – 02:00",
        "02:00 – 02:30",
        "02:30 – 03:00",
    ]


def test_slots_on_the_night_on_which_they_go_back_say_which_of_the_two_hours_is_meant() -> None:
    assert labels(BACK, Span(time(0, 30), time(2, 30))) == [
        "00:30 – 01:00 BST",
        "01:00 BST – 01:30 BST",
        "01:30 BST – 01:00 GMT",
        "01:00 GMT – 01:30 GMT",
        "01:30 GMT – 02:00",
        "02:00 – 02:30",
    ]


def test_only_whole_slots_are_offered_and_always_the_same_ones() -> None:
    early, late = (Interval(NOON + timedelta(minutes=m), NOON + timedelta(hours=2)) for m in (5, 29))
    assert list(slots_in([early])) == list(slots_in([late]))
    assert [slot.start.minute for slot in slots_in([early])] == [30, 0, 30]
    assert list(slots_in([Interval(NOON, NOON + timedelta(minutes=29))])) == []


@given(start=st.integers(-5_000, 5_000), length=st.integers(0, 600))
def test_slots_fill_the_open_time_without_overlap(start: int, length: int) -> None:
    open_time = Interval(NOON + timedelta(minutes=start), NOON + timedelta(minutes=start + length))
    slots = list(slots_in([open_time]))
    assert all(open_time.covers(slot) and slot.length == SLOT for slot in slots)
    assert all(one.end == two.start for one, two in pairwise(slots))
    assert open_time.length - len(slots) * SLOT < 2 * SLOT


def test_as_many_calls_fit_as_people_are_there_for_the_whole_slot() -> None:
    slot = Interval(NOON, NOON + SLOT)
    shifts = [
        (MINA, Interval(NOON - SLOT, NOON + SLOT)),
        (TOM, Interval(NOON, NOON + SLOT / 2)),
        (TOM, Interval(NOON + SLOT / 2, NOON + SLOT)),
    ]
    assert places_in(slot, shifts) == 2
    assert places_in(slot, shifts[:2]) == 1
    assert places_in(slot, []) == 0


def test_a_slot_is_neither_too_soon_nor_beyond_the_life_of_a_number() -> None:
    assert bookable(Interval(NOON + NOTICE, NOON + NOTICE + SLOT), NOON)
    assert not bookable(Interval(NOON, NOON + SLOT), NOON)
    assert not bookable(Interval(NOON + HORIZON, NOON + HORIZON + SLOT), NOON)
    assert HORIZON + SLOT < NUMBER_LIFE


@pytest.mark.parametrize(
    ("begins", "ends", "slot_at", "expected"),
    [
        (time(18), time(20), time(18), ("18:00", "20:00")),
        (time(18), time(20), time(19, 30), ("18:00", "20:00")),
        (time(18), time(20), time(17, 30), None),
        (time(18), time(18, 15), time(18), None),
        (time(23), time(1), time(0), ("23:00", "01:00")),  # the window began the evening before
        (time(23), time(1), time(23, 30), ("23:00", "01:00")),
        (time(9), time(9), time(3), ("09:00", "09:00")),  # the whole day round
    ],
)
def test_the_safe_time_holds_the_slot_or_the_slot_is_refused(
    begins: time, ends: time, slot_at: time, expected: tuple[str, str] | None
) -> None:
    start = datetime.combine(date(2026, 1, 5), slot_at, UTC)
    found = safe_time(Interval(start, start + SLOT), Span(begins, ends), LONDON)
    assert (found and (f"{found.start:%H:%M}", f"{found.end:%H:%M}")) == expected


def test_without_a_safe_time_the_slot_alone_is_safe() -> None:
    slot = Interval(NOON, NOON + SLOT)
    assert safe_time(slot, None, LONDON) == slot


def test_a_safe_time_on_the_night_on_which_the_clocks_change() -> None:
    slot = Interval(datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))  # 01:00 GMT
    found = safe_time(slot, Span(time(0, 30), time(1, 30)), LONDON)
    assert found is not None
    assert found.length == timedelta(hours=2)


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "01632-960-123",
        "01632.960.123 ext 4",
        "01632 960123x12",
        "٠٧٧٠٠ ٩٠٠١٢٣",
        "  01632   960123 ",
        "960123",
    ],
)
def test_numbers_in_odd_forms_are_taken_as_they_are(typed: str) -> None:
    number = clean_number(typed)
    assert looks_like_a_number(number)
    assert number == " ".join(typed.split())


@pytest.mark.parametrize("typed", ["", "999", "Heron", "heron@larkmere.example", "1" * 21, "call me", "07700 90012a3"])
def test_what_nobody_could_dial_is_not(typed: str) -> None:
    assert not looks_like_a_number(clean_number(typed))


@given(name=st.text(max_size=40), message=st.booleans(), begins=st.none() | st.times(), ends=st.none() | st.times())
def test_wishes_come_back_as_they_went(name: str, message: bool, begins: time | None, ends: time | None) -> None:
    wishes = Wishes(ask_for=name, leave_message=message, safe_from=begins, safe_until=ends)
    assert Wishes.from_bytes(wishes.as_bytes()) == wishes


@st.composite
def full_slots(draw: st.DrawFn) -> list[Held]:
    places = draw(st.lists(st.integers(0, 12), unique=True, max_size=8))
    return [Held(call=UUID(int=number), place=place, waits=draw(st.booleans())) for number, place in enumerate(places)]


@given(held=full_slots(), room=st.integers(0, 10))
def test_a_slot_that_shrinks_books_nobody_twice_and_loses_no_more_than_it_must(held: list[Held], room: int) -> None:
    moving, without = settled(held, room)
    after = {each.call: moving.get(each.call, each.place) for each in held if each.call not in without}
    under_way = {each.call for each in held if not each.waits}
    assert len(set(after.values())) == len(after)
    assert not under_way & (without | set(moving))
    assert all(after[each.call] < room for each in held if each.waits and each.call in after)
    assert len(without) == min(len(held) - len(under_way), max(0, len(held) - room))
    # Whoever had a place that is still there keeps it before anybody else gets one.
    assert (
        not without
        or not moving
        or max(each.place for each in held if each.waits and each.call not in without)
        < min(each.place for each in held if each.call in without)
    )


def test_a_call_moves_to_the_place_that_is_free_at_the_same_time() -> None:
    held = [Held(call=MINA, place=1, waits=True)]
    assert settled(held, 1) == ({MINA: 0}, set())
    assert settled(held, 2) == ({}, set())
    assert settled(held, 0) == ({}, {MINA})
