"""The one-way door with corrections: counted once, never below zero; a shift of forty contacts counted by hand."""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from quietline.contact import outbox
from quietline.contact.calls.signatures import sign
from quietline.contact.contacts.rules import contact_count
from quietline.contact.models import Addition, Contact
from quietline.tally.actions import take_in
from quietline.tally.measures import Count, Measure
from quietline.tally.models import Door, Tally
from quietline.tally.queries import total, totals
from tests.factories.helpline import Helpline, signed_in, write_to

pytestmark = pytest.mark.django_db(databases=["default", "figures"])

DAY = date(2026, 11, 24)
SECRET = "a secret between two machines"


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


# A shift of forty contacts, played through the pages and counted by hand beside it.

GROUPS = ["own_behaviour", "another_adult", "child_behaviour", "professional", "not_asked", "declined", "dont_know"]
AREAS = ["north-larkmere", "esk-vale", "not_asked"]
RESULTS = ["plan_agreed", "support_given", "signposted"]
ACTIONS = ["self_help", "limit_internet", "tell_somebody", "see_doctor"]
NON_DATA = ["silent", "hang_up", "wrong_number", "prank", "inappropriate", "busy", "closed"]
# Every choice of the form that a new line begins with: left empty, it is counted as not asked.
CHOICES = ["caller_group", "setting", "happened", "authorities", "area", "found_us", "returning"]
CHOICES += ["discussed", "agreed_actions", "actions_taken", "result", "signposts"]


class ByHand:
    """What somebody with pencil and paper would count."""

    def __init__(self) -> None:
        self.contacts: Counter[tuple[str, str, str, str]] = Counter()
        self.answers: Counter[tuple[str, str]] = Counter()
        self.minutes = 0

    def record(self, channel: str, given: dict[str, Any], sign: int = 1) -> None:
        whole = {field: given.get(field, "not_asked") for field in CHOICES}
        self.contacts[channel, "answered", whole["area"], whole["caller_group"]] += sign
        for field, answer in whole.items():
            for each in answer if isinstance(answer, list) else [answer]:
                self.answers[field, each] += sign
        self.minutes += sign * given["minutes"]


class Shift:
    def __init__(self, helpline: Helpline) -> None:
        self.helpline = helpline
        self.desk = signed_in(helpline.mina)
        self.colleague = signed_in(helpline.tom)
        self.by_hand = ByHand()
        self.dice = random.Random(3)
        self.finished: list[tuple[str, str, dict[str, Any]]] = []

    def answers(self) -> dict[str, Any]:
        dice = self.dice
        given: dict[str, Any] = {
            "caller_group": dice.choice(GROUPS),
            "area": dice.choice(AREAS),
            "result": dice.choice(RESULTS),
            "minutes": dice.randint(0, 55),
        }
        if dice.random() < 0.7:
            given["agreed_actions"] = sorted(dice.sample(ACTIONS, dice.randint(1, 3)))
        return given

    def finish(self, desk: Client, where: str, given: dict[str, Any]) -> None:
        page = desk.get(where).content.decode()
        form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        form |= {f"answer-{field}": answer for field, answer in given.items()} | {"text-notes": "We agreed two steps."}
        desk.post(where, form | {"act": "save", "script": "1"})
        form = dict(
            re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', desk.get(where).content.decode())
        ) | {name: value for name, value in form.items() if name.startswith(("answer-", "text-"))}
        assert desk.post(where, form | {"act": "finish"}).status_code == 302

    def call(self) -> None:
        where = self.desk.post("/desk/calls/begin/")["Location"]
        self.done("call", where)

    def messages(self) -> None:
        opened = write_to(self.helpline)
        where = self.desk.post(f"/desk/{opened.thread_id}/record/")["Location"]
        self.done("message", where)

    def done(self, channel: str, where: str) -> None:
        given = self.answers()
        self.finish(self.desk, where, given)
        self.by_hand.record(channel, given)
        self.finished.append((channel, where, given))

    def non_data(self) -> None:
        outcome = self.dice.choice(NON_DATA)
        if self.dice.random() < 0.5:
            self.desk.post("/desk/calls/non-data/", {"outcome": outcome})
        else:
            where = self.desk.post("/desk/calls/begin/")["Location"]
            page = self.desk.get(where).content.decode()
            form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
            self.desk.post(where, form | {"act": outcome})
        self.by_hand.contacts["call", outcome, "", ""] += 1

    def reported(self, number: int, reason: str) -> None:
        for kind in ("ringing", "missed"):
            event = {
                "specversion": "1.0",
                "type": f"org.quietline.call.{kind}",
                "source": "/exchange",
                "subject": f"call-{number}",
                "id": f"call-{number}-{kind}",
                "data": {"reason": reason},
            }
            body, now = json.dumps(event).encode(), str(int(time.time()))
            headers = {"Quietline-Timestamp": now, "Quietline-Signature": sign(SECRET, now, body)}
            answer = Client().post("/hooks/calls/", body, content_type="application/cloudevents+json", headers=headers)
            assert answer.status_code == 204
        self.by_hand.contacts["call", reason, "", ""] += 1

    def correct(self, place: int) -> None:
        channel, where, before = self.finished[place]
        after = self.answers()
        self.finish(self.colleague, where, after)
        self.by_hand.record(channel, before, -1)
        self.by_hand.record(channel, after)
        self.finished[place] = (channel, where, after)


def test_a_shift_of_forty_contacts_ends_with_the_figures_that_a_hand_count_gives(
    helpline: Helpline, settings: Settings
) -> None:
    settings.QUIETLINE_CALL_SECRET = SECRET
    shift = Shift(helpline)
    for number in range(40):
        if number % 10 in {0, 1, 4, 6}:
            shift.call()
        elif number % 10 in {2, 8}:
            shift.messages()
        elif number % 10 in {3, 5, 9}:
            shift.non_data()
        else:
            shift.reported(number, ["abandoned", "busy", "closed"][number % 3])
        if number % 7 == 6:
            outbox.carry()
    for place in (0, 5, 11, 0):
        shift.correct(place)
    outbox.carry()
    assert Contact.objects.count() == 40
    today = timezone.localdate()
    period = {"since": today - timedelta(days=1), "until": today}
    by = ("channel", "outcome", "area", "caller_group")
    by_hand = shift.by_hand
    assert totals(measure=Measure.CONTACTS, by=by, **period) == {k: n for k, n in by_hand.contacts.items() if n}
    assert totals(measure=Measure.ANSWERS, by=("field", "option"), **period) == {
        k: n for k, n in by_hand.answers.items() if n
    }
    assert total(measure=Measure.MINUTES, **period) == by_hand.minutes
    assert total(measure=Measure.CONTACTS, **period) == 40
    assert Door.objects.get().last_parcel > 1
