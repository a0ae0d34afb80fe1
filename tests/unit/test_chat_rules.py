"""Places and waits: what a waiting seeker is told is what was measured."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quietline.contact.chat.rules import FEWEST_WAITS, WAITS_COUNT_FOR, Danger, Waits, by_turn, place_in_queue

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
instants = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 12, 31))  # noqa: DTZ001
chats = st.tuples(st.booleans(), instants)


@given(queue=st.lists(chats, min_size=1, max_size=20, unique=True))
def test_places_count_from_one_without_gaps_and_danger_goes_first(queue: list[tuple[bool, datetime]]) -> None:
    turns = {chat: by_turn(urgent=chat[0], waiting_since=chat[1]) for chat in queue}
    places = {chat: place_in_queue(turn, sorted(turns.values())) for chat, turn in turns.items()}
    assert sorted(places.values()) == list(range(1, len(queue) + 1))
    for urgent, place in ((chat[0], place) for chat, place in places.items()):
        assert not urgent or all(place < other for chat, other in places.items() if not chat[0])


def test_too_little_is_known_to_say_how_long_it_takes() -> None:
    waits = Waits()
    for _ in range(FEWEST_WAITS - 1):
        waits.note(NOW, timedelta(minutes=4))
    assert waits.estimate(NOW, place=1) is None
    waits.note(NOW, timedelta(minutes=4))
    assert waits.estimate(NOW, place=1) == timedelta(minutes=4)
    assert waits.estimate(NOW, place=3) == timedelta(minutes=12)


def test_waits_of_this_morning_say_nothing_about_tonight() -> None:
    waits = Waits()
    for _ in range(5):
        waits.note(NOW, timedelta(minutes=4))
    assert waits.estimate(NOW + WAITS_COUNT_FOR + timedelta(seconds=1), place=1) is None


def test_one_odd_wait_does_not_make_the_promise() -> None:
    waits = Waits()
    for minutes in (2, 3, 90):
        waits.note(NOW, timedelta(minutes=minutes))
    assert waits.estimate(NOW, place=1) == timedelta(minutes=3)


def test_only_danger_is_urgent() -> None:
    assert [danger for danger in Danger if danger.is_urgent] == [Danger.OTHERS, Danger.MYSELF]
