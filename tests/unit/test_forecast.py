"""The queue whose callers give up, and what it says of a week's shifts."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.insights.forecast.erlang import Load, through
from quietline.insights.forecast.outlook import Assumed, Shifts, in_words, outlook

# Garnett, Mandelbaum and Reiman (2002): 50 people, 48 calls a minute, a minute each; minutes.
PATIENT, ENDLESS = 2.0, 1e7


def published(patience: float) -> tuple[float, float, float]:
    told = through(Load(people=50, contacts=48, service=1, patience=patience))
    return round(100 * told.lost, 1), round(60 * told.wait, 1), round(100 * told.busy)


def test_the_queue_comes_to_the_published_numbers() -> None:
    assert published(PATIENT) == (3.1, 3.7, 93)  # gave up, in percent; waited, in seconds; busy, in percent
    assert published(ENDLESS) == (0.0, 20.8, 96)  # the same by Erlang C


@pytest.mark.parametrize(("people", "load", "blocked"), [(1, 1.0, 0.5), (2, 1.0, 0.2), (10, 4.461, 0.01)])
def test_nobody_who_waits_is_erlangs_loss_formula(people: int, load: float, blocked: float) -> None:
    """Erlang's B formula, as his tables of 1917 have it; written out once more beside it."""
    told = through(Load(people=people, contacts=load, service=1, patience=1e-9)).lost
    terms = [load**k / factorial(k) for k in range(people + 1)]
    assert told == pytest.approx(terms[-1] / sum(terms), rel=1e-6)
    assert told == pytest.approx(blocked, abs=5e-5)


@pytest.mark.parametrize("load", [0.2, 3.0, 9.0])
def test_as_patient_as_a_contact_is_long_everybody_is_a_poisson_number(load: float) -> None:
    """With patience as long as service each who is there leaves at one rate: their number is Poisson's."""
    people = 3
    told = through(Load(people=people, contacts=load, service=1, patience=1))
    waiting = sum((k - people) * exp(-load) * load**k / factorial(k) for k in range(people, 100))
    assert told.lost == pytest.approx(waiting / load, rel=1e-9)


@given(
    people=st.integers(0, 60),
    contacts=st.floats(0.01, 200),
    service=st.floats(0.05, 5),
    patience=st.floats(0.01, 5),
)
def test_who_gets_through_is_who_is_served(people: int, contacts: float, service: float, patience: float) -> None:
    told = through(Load(people=people, contacts=contacts, service=service, patience=patience))
    assert contacts * (1 - told.lost) == pytest.approx(told.busy * people / service, rel=1e-6, abs=1e-9)
    more = through(Load(people=people + 1, contacts=contacts, service=service, patience=patience))
    assert more.lost <= told.lost + 1e-9


@pytest.mark.parametrize("wrong", [{"service": 0.0}, {"patience": -1.0}, {"people": -1}, {"contacts": -0.1}])
def test_an_impossible_hour_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Load(**({"people": 1, "contacts": 1.0, "service": 1.0, "patience": 1.0} | wrong))  # type: ignore[arg-type]


MONDAY = date(2026, 11, 30)
ASSUMED = Assumed(minutes=30, patience=5)


def shifts(people: dict[int, int], open_hours: range = range(9, 12), days: int = 7) -> Shifts:
    """The same people at the same hours of each day."""
    there = {(MONDAY + timedelta(days=day), hour): people.get(hour, 0) for day in range(days) for hour in range(24)}
    opened = frozenset(place for place in there if place[1] in open_hours)
    return Shifts(since=MONDAY, until=MONDAY + timedelta(days=days - 1), people=there, open_hours=opened)


def test_an_hour_without_anybody_loses_all_and_is_named_first() -> None:
    told = outlook("without the campaign", {(0, 9): 4.0, (0, 10): 4.0, (1, 20): 2.0}, shifts({9: 9}), ASSUMED)
    assert told.expected == 8
    assert told.lost == pytest.approx(4, abs=0.01)
    assert told.outside == 2
    assert told.need_most[0] == (0, 10)
    assert told.sentence.startswith(
        "At this shift plan one in two will not get through; the hours that need people most are Monday 10:00"
    )


def test_a_hundred_hours_of_one_kind_are_that_kinds_share() -> None:
    demand = {(day, hour): 3.0 for day in range(7) for hour in range(9, 12)}
    told = outlook("high", demand, shifts(dict.fromkeys(range(9, 12), 4), days=28), ASSUMED)
    alone = through(Load(people=4, contacts=6, service=0.5, patience=5 / 60)).lost
    assert told.share == pytest.approx(alone)
    assert told.expected == pytest.approx(28 * 3 * 6)


def test_enough_people_and_no_demand_have_a_sentence_too() -> None:
    assert "nearly everybody" in outlook("low", {(0, 9): 1.0}, shifts({9: 9}), ASSUMED).sentence
    assert "not open at any hour" in outlook("low", {(0, 3): 1.0}, shifts({9: 9}), ASSUMED).sentence


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.2, "one in five"), (0.012, "one in 83"), (0.34, "one in three"), (0.48, "one in two"), (0.72, "seven in ten")],
)
def test_a_share_in_words(share: float, words: str) -> None:
    assert in_words(share) == words
