"""Concerns: marked with a kind and words of their own, seen, settled with a reason; no erase outruns them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietline.contact import actions as contact
from quietline.contact import queries
from quietline.contact.models import Message, Thread
from quietline.contact.retention import actions as retention
from quietline.contact.retention.queries import certificate, threads_due
from quietline.contact.retention.rules import Kind
from quietline.safeguarding.concerns.actions import SettledAlready, Undecided
from quietline.safeguarding.concerns.models import Concern
from quietline.safeguarding.concerns.queries import concerns_of
from quietline.safeguarding.rulesets.models import Ruleset
from quietline.vault import CannotOpen
from tests.factories.helpline import Helpline, as_practitioner, read_by, signed_in, write_to
from tests.factories.safeguarding import agree, mark, propose, settle

CANARY = "canary-words-of-a-concern-goldcrest"
TODAY = date(2026, 11, 24)
A_YEAR = timedelta(days=366)


@pytest.fixture
def mina(helpline: Helpline) -> Client:
    return signed_in(helpline.mina)


def test_its_kind_and_words_are_sealed_and_read_by_those_who_see_the_thread(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    assert "Risk to the seeker&#x27;s own life" in mina.get(where).content.decode()
    answer = mina.post(f"{where}concern/", {"kind": "own-life", "message": CANARY})
    assert answer.status_code == 302
    row = Concern.objects.get()
    assert CANARY.encode() not in bytes(row.sealed)
    assert b"own-life" not in bytes(row.sealed)
    assert row.decide_by - row.raised_at == timedelta(hours=1)
    page = mina.get(where).content.decode()
    assert CANARY in page
    assert "Marked by Mina Kowalska" in page
    assert "concern</span>" in mina.get("/desk/?view=waiting").content.decode()


def test_a_kind_that_the_statement_does_not_know_is_refused_and_loses_nothing(
    mina: Client, helpline: Helpline
) -> None:
    opened = write_to(helpline)
    for kind in ("", "nowhere", "x" * 500):
        answer = mina.post(f"/desk/{opened.thread_id}/concern/", {"kind": kind, "message": CANARY})
        assert answer.status_code == 422
        assert CANARY in answer.content.decode()
    assert not Thread.objects.get().concern_open


def test_without_rules_a_concern_can_be_marked_all_the_same(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    Ruleset.objects.all().delete()
    assert mina.post(f"/desk/{opened.thread_id}/concern/", {"kind": "other"}).status_code == 302
    assert Thread.objects.get().concern_open
    assert "Somebody may be in danger" in mina.get(f"/desk/{opened.thread_id}/").content.decode()


def test_the_mark_stays_until_the_last_one_is_settled(helpline: Helpline) -> None:
    opened = write_to(helpline)
    first, second = mark(helpline, opened), mark(helpline, opened, "own-life")
    settle(helpline, opened, first)
    assert Thread.objects.get().concern_open
    settle(helpline, opened, second, CANARY)
    assert not Thread.objects.get().concern_open
    with pytest.raises(SettledAlready):
        settle(helpline, opened, second)
    assert [each.reason for each in concerns_of(as_practitioner(helpline, opened))] == ["Nobody is at risk.", CANARY]


def test_it_is_not_settled_while_something_is_undecided(helpline: Helpline) -> None:
    opened = write_to(helpline)
    disclosure = propose(helpline, opened)
    concern = Concern.objects.get().pk
    with pytest.raises(Undecided):
        settle(helpline, opened, concern)
    agree(helpline, opened, disclosure)
    lead = signed_in(helpline.lead)
    answer = lead.post(f"/desk/{opened.thread_id}/concern/{concern}/settle/", {"message": CANARY})
    assert answer.status_code == 409
    assert CANARY in answer.content.decode()


def test_the_database_wants_a_reason(helpline: Helpline) -> None:
    mark(helpline, write_to(helpline))
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.update(settled_at=timezone.now(), settled_by=helpline.lead.row)


def test_a_concern_moved_to_another_thread_does_not_open_there(helpline: Helpline) -> None:
    one, other = write_to(helpline), write_to(helpline, "Another one.")
    mark(helpline, one)
    Concern.objects.update(thread=other.thread_id)
    with pytest.raises(CannotOpen):
        concerns_of(as_practitioner(helpline, other))


def closed(helpline: Helpline) -> contact.Opened:
    opened = write_to(helpline)
    read_by(helpline.mina, opened)
    contact.close(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    Thread.objects.filter(pk=opened.thread_id).update(last_message_at=timezone.now() - A_YEAR)
    return opened


def test_a_thread_with_a_settled_concern_has_a_period_of_its_own(helpline: Helpline) -> None:
    opened = closed(helpline)
    settle(helpline, opened, mark(helpline, opened))
    now = timezone.now()
    assert not threads_due(helpline.line, Kind.CLOSED, 90, now).exists()
    assert not threads_due(helpline.line, Kind.WITH_CONCERN, 90, now).exists(), "it counts from the settling"
    Thread.objects.update(concern_settled_at=now - timedelta(days=91))
    assert threads_due(helpline.line, Kind.WITH_CONCERN, 90, now).count() == 1
    mark(helpline, opened)
    assert not threads_due(helpline.line, Kind.WITH_CONCERN, 90, now).exists()


def test_what_was_passed_on_outlives_an_erase_until_its_period_ends_with_a_certificate(helpline: Helpline) -> None:
    opened = write_to(helpline)
    disclosure = propose(helpline, opened)
    agree(helpline, opened, disclosure)
    contact.withdraw(opened=queries.opened_by_token(opened.token))
    Thread.objects.update(
        concern_open=False,
        last_message_at=timezone.now() - A_YEAR,
        withdrawn_at=timezone.now() - A_YEAR,
        last_read_at=timezone.now() - A_YEAR,
    )
    assert contact.sweep() == 0
    with pytest.raises(contact.Safeguarded):
        contact.erase(thread_id=opened.thread_id, by=helpline.lead.row.pk)
    lines = [helpline.line]
    assert not queries.visible_threads(lines, safeguarding_lead=False).exists()
    assert queries.visible_threads(lines, safeguarding_lead=True).exists()
    periods: dict[Kind, int | None] = {Kind.CLOSED: 7, Kind.UNANSWERED: 7, Kind.WITH_CONCERN: 7, Kind.DISCLOSED: 400}
    retention.set_periods(line=helpline.line, periods=periods, by=helpline.lead.row.pk)
    assert retention.run(on=TODAY) == 0
    Thread.objects.update(
        disclosed_at=timezone.now() - timedelta(days=401), last_message_at=timezone.now() - timedelta(days=401)
    )
    assert retention.run(on=TODAY + timedelta(days=1)) == 1
    assert not Message.objects.exists()
    found = certificate(TODAY + timedelta(days=1))
    assert found
    assert found.counts == [("Larkmere line", Kind.DISCLOSED, 1)]


def test_a_period_for_what_was_passed_on_may_last_until_a_child_is_grown_up(helpline: Helpline) -> None:
    lead = signed_in(helpline.lead)
    form = {"line": str(helpline.line.pk), "periods-disclosed": "9000", "periods-closed": "9000"}
    answer = lead.post("/desk/retention/periods/", form)
    assert answer.status_code == 422
    assert answer.content.decode().count("days is the most") == 1


def test_a_thread_page_asks_as_often_with_three_concerns_as_with_one(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    mark(helpline, opened)
    mina.get(where)
    with CaptureQueriesContext(connection) as one:
        mina.get(where)
    mark(helpline, opened, "own-life")
    mark(helpline, opened, "own-life")
    with CaptureQueriesContext(connection) as three:
        mina.get(where)
    assert len(three) == len(one)
