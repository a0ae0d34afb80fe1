"""The one-way door with corrections: counted once, never below zero."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.contact import outbox
from quietline.contact.contacts.rules import contact_count
from quietline.contact.models import Addition
from quietline.tally.actions import take_in
from quietline.tally.measures import Count, Measure
from quietline.tally.models import Tally
from quietline.tally.queries import total, totals

pytestmark = pytest.mark.django_db(databases=["default", "figures"])

DAY = date(2026, 11, 24)


def count(amount: int = 1, **place: str) -> Count:
    return Count(measure=Measure.ANSWERS, on=DAY, amount=amount, **place)


def contacts(**place: str) -> int:
    return total(measure=Measure.ANSWERS, since=DAY, until=DAY, **place)


def test_a_tally_never_goes_below_zero(db: None) -> None:
    take_in(parcel=1, counts=[count(-3, field="a")])
    assert contacts(field="a") == 0
    take_in(parcel=2, counts=[count(2, field="a")])
    take_in(parcel=3, counts=[count(-1, field="a"), count(field="b")])
    assert (contacts(field="a"), contacts(field="b"), contacts()) == (1, 1, 2)


def test_a_parcel_taken_in_twice_counts_once(db: None) -> None:
    for _ in range(3):
        take_in(parcel=1, counts=[count(5), count(-2, field="a")])
    assert contacts() == 5


def test_what_cancels_out_in_one_parcel_leaves_no_row(db: None) -> None:
    outbox.put_down([count(field="a"), count(-1, field="a")])
    assert outbox.carry() == 2
    assert not Tally.objects.exists()


def test_corrections_are_counted_once_however_often_the_carrier_is_stopped(db: None) -> None:
    outbox.put_down([count(field="a"), count(field="a"), count(field="b")])
    with patch("quietline.contact.outbox.take_in", side_effect=OperationalError), pytest.raises(OperationalError):
        outbox.carry()  # stopped before the figures had it
    outbox.put_down([count(-1, field="a"), count(field="c")])
    with (
        patch("django.db.models.query.QuerySet.delete", side_effect=OperationalError),
        pytest.raises(OperationalError),
    ):
        outbox.carry()  # stopped when the figures had it, before it was crossed out here
    assert [outbox.carry(), outbox.carry(), outbox.carry()] == [3, 2, 0]
    by_field = totals(measure=Measure.ANSWERS, since=DAY, until=DAY, by=("field",))
    assert by_field == {("a",): 1, ("b",): 1, ("c",): 1}
    assert not Addition.objects.exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.booleans()), max_size=25))
def test_the_figures_are_what_was_put_down_whenever_it_is_carried(
    db: None, steps: list[tuple[str, bool, bool]]
) -> None:
    Tally.objects.all().delete()
    expected: Counter[str] = Counter()
    for field, takes_back, carries in steps:
        if takes_back and not expected[field]:
            continue  # nothing is taken back that was not counted before
        expected[field] += -1 if takes_back else 1
        outbox.put_down([count(-1 if takes_back else 1, field=field)])
        if carries:
            outbox.carry()
    outbox.carry()
    found = totals(measure=Measure.ANSWERS, since=DAY, until=DAY, by=("field",))
    assert found == {(field,): number for field, number in expected.items() if number}


def test_a_count_taken_back_is_itself_with_the_opposite_amount() -> None:
    one = count(3, field="a", option="b", channel="call", area="esk-vale")
    assert (-one).amount == -3
    assert (-one).place() == one.place()
    taken_back = -one
    assert -taken_back == one


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),  # the hour that summer time skips
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),  # past midnight on the helpline's clock
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),  # the hour that comes twice
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_a_contact_counts_on_the_helplines_own_day(at: datetime, day: date) -> None:
    assert contact_count("call", "answered", at).on == day
