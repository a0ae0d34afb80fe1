"""The one-way door with corrections: counted once, never below zero."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.contact import actions, by_hour, outbox
from quietline.contact.chat import actions as chat
from quietline.contact.contacts import actions as contacts_actions
from quietline.contact.contacts.rules import Outcome, contact_count
from quietline.contact.forms import new_draft
from quietline.contact.models import Addition
from quietline.contact.queries import opened_by_token
from quietline.tally.actions import add, take_in
from quietline.tally.measures import Count, Measure
from quietline.tally.models import MonthSum, Tally
from quietline.tally.months import Along
from quietline.tally.queries import by_month, over_months, total, totals
from quietline.tally.waits import BAND_NAMES, band_of
from tests.factories.helpline import Helpline, as_practitioner, write_to

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


def hours_told() -> dict[tuple[object, ...], int]:
    outbox.carry()
    since, until = date(2020, 1, 1), date(2030, 1, 1)
    found = totals(measure=Measure.CONTACT_HOURS, since=since, until=until, by=("on", "field", "option", "outcome"))
    return {(*place,): count for place, count in found.items()}


def note(at: datetime, times: int = 1, *, outcome: str = "answered", channel: str = "call", amount: int = 1) -> None:
    for _ in range(times):
        by_hour.note_hour(channel, outcome, at, amount=amount)


def test_an_hour_is_told_with_twenty_others_of_its_weekday_and_outcome_or_not_at_all(db: None) -> None:
    tuesday = datetime(2026, 10, 6, 13, 30, tzinfo=UTC)  # 14:30 on the helpline's clock
    note(tuesday, 19)
    note(tuesday + timedelta(hours=1), channel="message")  # nobody need be there for a message
    note(datetime(2026, 10, 11, 2, tzinfo=UTC), outcome="closed")  # the only one of any Sunday
    with patch("django.utils.timezone.now", return_value=datetime(2026, 10, 31, 12, tzinfo=UTC)):
        by_hour.hand_over_hours()
    assert hours_told() == {}  # the month is not over
    with patch("django.utils.timezone.now", return_value=datetime(2026, 11, 1, 12, tzinfo=UTC)):
        by_hour.hand_over_hours()
        assert hours_told() == {}  # too few
        note(datetime(2026, 11, 3, 9, tzinfo=UTC), 5)
        by_hour.hand_over_hours()
        assert hours_told() == {}  # of a month that is not over
    with patch("django.utils.timezone.now", return_value=datetime(2026, 12, 1, 12, tzinfo=UTC)):
        by_hour.hand_over_hours()
        by_hour.hand_over_hours()
    on = date(2026, 11, 1)
    assert hours_told() == {(on, "1", "14", "answered"): 19, (on, "1", "9", "answered"): 5}
    (waiting,) = Addition.objects.all()
    assert (waiting.field, waiting.option, waiting.outcome, waiting.on.day) == ("6", "3", "closed", 1)


def test_what_is_held_back_tells_neither_days_nor_an_order(db: None) -> None:
    for day in (20, 13, 6):  # Tuesdays
        note(datetime(2026, 10, day, 14, tzinfo=UTC))
        note(datetime(2026, 10, day, 9, tzinfo=UTC))
    note(datetime(2026, 10, 7, 9, tzinfo=UTC), amount=-1)  # taken back, and never counted here
    note(datetime(2026, 10, 7, 9, tzinfo=UTC))
    with patch("django.utils.timezone.now", return_value=datetime(2026, 10, 31, 12, tzinfo=UTC)):
        by_hour.hand_over_hours()
    rows = Addition.objects.order_by("pk").values_list("on", "field", "option", "amount", "channel")
    assert list(rows) == [(date(2026, 10, 1), "1", "10", 3, ""), (date(2026, 10, 1), "1", "15", 3, "")]
    assert outbox.carry() == 0


def test_a_contact_that_is_counted_has_its_hour_noted_once(helpline: Helpline) -> None:
    mina = helpline.mina.row.pk
    contact = contacts_actions.non_data(line=helpline.line, outcome=Outcome.SILENT, by=mina)
    held = Addition.objects.filter(measure=Measure.CONTACT_HOURS)
    assert [(row.outcome, row.amount) for row in held] == [("answered", 1)]
    contacts_actions.take_back(contact_id=contact, by=mina)
    assert sum(row.amount for row in held.all()) == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.dates(date(2026, 1, 28), date(2026, 3, 3)),
            st.sampled_from(["", "esk"]),
            st.sampled_from(["", "chat"]),
            st.integers(-3, 5),
        ),
        max_size=20,
    )
)
def test_the_months_are_always_the_sums_of_their_days(
    db: None, given_counts: list[tuple[date, str, str, int]]
) -> None:
    Tally.objects.all().delete()
    MonthSum.objects.all().delete()
    for on, area, channel, amount in given_counts:
        add(counts=[Count(measure=Measure.CONTACTS, on=on, area=area, channel=channel, amount=amount)])
    whole = partial(over_months, measure=Measure.CONTACTS, since=date(2026, 1, 1), until=date(2026, 3, 31))
    assert whole(along=Along.AREA) == totals_of("area", "")
    assert whole(along=Along.WAY) == totals_of("channel", "outcome")
    months = by_month(measure=Measure.CONTACTS, since=date(2026, 1, 9), until=date(2026, 1, 9), along=Along.WAY)
    assert sum(months.values()) == total(measure=Measure.CONTACTS, since=date(2026, 1, 1), until=date(2026, 1, 31))


def totals_of(one: str, other: str) -> dict[tuple[str, str], int]:
    found = totals(
        measure=Measure.CONTACTS, since=date(2026, 1, 1), until=date(2026, 3, 31), by=(one, other) if other else (one,)
    )
    return {(place[0], place[1] if other else ""): count for place, count in found.items()}


@pytest.mark.parametrize(
    ("seconds", "band"), [(0, "minute"), (60, "minute"), (61, "minutes_5"), (86_400, "day"), (259_201, "longer")]
)
def test_a_wait_is_counted_as_a_band(seconds: int, band: str) -> None:
    assert band_of(timedelta(seconds=seconds)) == band
    assert band in BAND_NAMES


def test_the_wait_for_a_reply_and_for_a_chat_is_counted_once(helpline: Helpline) -> None:
    written, chatting = write_to(helpline), write_to(helpline)
    chat.go_live(opened=opened_by_token(chatting.token))
    taken_at = timezone.now() + timedelta(minutes=3)
    with patch("django.utils.timezone.now", return_value=taken_at):
        for opened in (written, chatting):
            actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
            for draft in (new_draft(), new_draft()):
                opened_thread = as_practitioner(helpline, opened)
                actions.reply(opened=opened_thread, text="Thank you.", draft=draft, seen=9, by=helpline.mina.row.pk)
    outbox.carry()
    day = timezone.localdate(taken_at)
    found = totals(measure=Measure.WAITS, since=day, until=day, by=("channel", "option"))
    assert found == {("message", "minutes_5"): 1, ("chat", "minutes_5"): 1}
