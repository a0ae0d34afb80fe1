"""How long things are kept: what the night erases and what it never does, holds by two, certificates that hold."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.utils import timezone

from quietline.audit.actions import chain
from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact import actions as contact
from quietline.contact.actions import Opened
from quietline.contact.contacts.models import Contact
from quietline.contact.contacts.rules import Channel, Outcome
from quietline.contact.contacts.states import ContactState
from quietline.contact.follow_ups.models import FollowUp
from quietline.contact.models import Message, Thread
from quietline.contact.retention import actions, queries
from quietline.contact.retention.actions import HoldRefused
from quietline.contact.retention.models import Hold, Period, Run, RunErased
from quietline.contact.retention.rules import Kind, is_due, next_run, seal_of
from quietline.contact.tombstones.models import Tombstone
from quietline.team.roles.rules import Role
from tests.factories.helpline import Helpline, give, read_by, signed_in, write_to

TODAY = date(2026, 11, 24)
A_YEAR = timedelta(days=366)


def closed(helpline: Helpline, text: str = "Message.", *, ago: timedelta = A_YEAR) -> Opened:
    """A thread that was read and closed, so long ago."""
    opened = write_to(helpline, text)
    read_by(helpline.mina, opened)
    contact.close(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    change(opened, last_message_at=timezone.now() - ago)
    return opened


def change(opened: Opened, **fields: Any) -> None:
    Thread.objects.filter(pk=opened.thread_id).update(**fields)


def keep(helpline: Helpline, days: int = 90, *kinds: Kind) -> None:
    periods = dict.fromkeys(kinds or [Kind.CLOSED], days)
    actions.set_periods(line=helpline.line, periods=periods, by=helpline.lead.row.pk)


def call(helpline: Helpline, state: ContactState, *, ago: timedelta = A_YEAR) -> Contact:
    then = timezone.now() - ago
    return Contact.objects.create(
        line=helpline.line,
        channel=Channel.CALL,
        state=state,
        outcome=Outcome.ANSWERED,
        practitioner=helpline.mina.row,
        began_at=then,
        ended_at=then,
    )


def left() -> set[UUID]:
    return set(Thread.objects.values_list("pk", flat=True))


def test_what_outlived_its_period_is_erased_with_a_certificate_that_the_record_bears_out(helpline: Helpline) -> None:
    old, young = closed(helpline), closed(helpline, ago=timedelta(days=89))
    keep(helpline)
    assert actions.run(on=TODAY) == 1
    assert left() == {young.thread_id}
    assert Message.objects.count() == 1
    assert (Act.THREAD_ERASED, None) in acts_on(old.thread_id)
    assert list(Tombstone.objects.values_list("kind", "key")) == [("thread", old.thread_id)]
    chain()
    certificate = queries.certificate(TODAY)
    assert certificate is not None
    assert certificate.is_borne_out
    assert certificate.counts == [("Larkmere line", Kind.CLOSED, 1)]
    assert [each.key for each in certificate.erased] == [old.thread_id]


def test_a_certificate_whose_list_was_changed_is_not_borne_out(helpline: Helpline) -> None:
    closed(helpline)
    keep(helpline)
    actions.run(on=TODAY)
    chain()
    RunErased.objects.update(key=uuid4())
    certificate = queries.certificate(TODAY)
    assert certificate
    assert not certificate.is_borne_out
    Run.objects.update(certificate=seal_of(TODAY, certificate.erased))
    mended = queries.certificate(TODAY)
    assert mended
    assert not mended.is_borne_out, "another seal does not stand in the record"


SPARED: dict[str, Callable[[Helpline, Opened], object]] = {
    "open concern": lambda _, opened: change(opened, concern_open=True),
    "not all read": lambda _, opened: change(opened, last_sequence=2),
    "somebody holds it": lambda helpline, opened: contact.take(thread_id=opened.thread_id, by=helpline.mina.row.pk),
    "its seeker is in front of it": lambda _, opened: change(opened, live_since=timezone.now()),
    "a follow-up is ahead": lambda helpline, opened: FollowUp.objects.create(
        thread_id=opened.thread_id,
        due_on=TODAY,
        reason=b"",
        promised_by=helpline.mina.row,
        promised_at=timezone.now(),
    ),
    "a hold was asked for": lambda helpline, opened: hold(helpline, opened),
    "a hold stands": lambda helpline, opened: hold(helpline, opened, agreed=True),
}


def hold(helpline: Helpline, opened: Opened, *, agreed: bool = False) -> Hold:
    reference = Thread.objects.get(pk=opened.thread_id).reference
    actions.ask_hold(reference=reference, line=helpline.line, by=helpline.mina.row.pk)
    laid_on = Hold.objects.get(thread=opened.thread_id)
    if agreed:
        actions.agree_to_hold(hold_id=laid_on.pk, by=helpline.tom.row.pk)
    return laid_on


@pytest.mark.parametrize("reason", SPARED)
def test_it_never_erases(helpline: Helpline, reason: str) -> None:
    spared, other = closed(helpline, "Spared."), closed(helpline, "Other.")
    SPARED[reason](helpline, spared)
    keep(helpline, 90, Kind.CLOSED, Kind.UNANSWERED)
    assert [each.count for each in queries.preview(helpline.line, timezone.now())] == [1, 0]
    assert actions.run(on=TODAY) == 1
    assert left() == {spared.thread_id}
    assert other.thread_id not in left()


def test_what_its_seeker_erased_is_not_the_nights(helpline: Helpline) -> None:
    from quietline.contact.queries import opened_by_token

    opened = write_to(helpline)
    contact.withdraw(opened=opened_by_token(opened.token))
    change(opened, last_message_at=timezone.now() - A_YEAR, read_sequence=1)
    keep(helpline, 90, Kind.CLOSED, Kind.UNANSWERED)
    assert actions.run(on=TODAY) == 0


def test_unanswered_threads_and_calls_have_periods_of_their_own(helpline: Helpline) -> None:
    waiting = write_to(helpline)
    read_by(helpline.mina, waiting)
    change(waiting, last_message_at=timezone.now() - A_YEAR)
    kept, done, unfinished = (
        closed(helpline),
        call(helpline, ContactState.WRAPPED_UP),
        call(helpline, ContactState.ENDED),
    )
    open_call = call(helpline, ContactState.OPEN)
    keep(helpline, 90, Kind.UNANSWERED, Kind.CALLS)
    assert actions.run(on=TODAY) == 2
    assert left() == {kept.thread_id}
    assert set(Contact.objects.all()) == {unfinished, open_call}
    keep(helpline, 90, Kind.UNFINISHED)
    assert actions.run(on=TODAY + timedelta(days=1)) == 1
    assert set(Contact.objects.all()) == {open_call}
    assert (Act.CONTACT_ERASED, None) in acts_on(done.pk)


def test_without_a_period_nothing_is_erased_and_the_run_says_so(helpline: Helpline) -> None:
    closed(helpline)
    assert actions.run(on=TODAY) == 0
    certificate = queries.certificate(TODAY)
    assert certificate
    assert certificate.counts == []


def test_a_day_has_one_run_and_one_that_was_stopped_goes_on(helpline: Helpline) -> None:
    for number in range(30):  # more than are erased at once
        closed(helpline, f"Message {number}.")
    keep(helpline)
    Run.objects.create(on=TODAY, began_at=timezone.now())
    assert actions.run(on=TODAY) == 30
    closed(helpline)
    assert actions.run(on=TODAY) == 0
    assert Run.objects.count() == 1
    assert RunErased.objects.count() == 30
    assert [count for _, count in queries.latest_runs(5)] == [30]


@pytest.mark.django_db(transaction=True)
def test_two_nodes_that_run_at_once_erase_each_thread_once_into_one_certificate(kept_helpline: Helpline) -> None:
    for number in range(30):
        closed(kept_helpline, f"Message {number}.")
    keep(kept_helpline)
    counts = []

    def work() -> None:
        try:
            counts.append(actions.run(on=TODAY))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    chain()
    certificate = queries.certificate(TODAY)
    assert sum(counts) == 30
    assert certificate
    assert certificate.is_borne_out
    assert len(certificate.erased) == 30
    assert [act for act, _ in acts_on(certificate.seal)] == [Act.RETENTION_RUN]


def test_it_runs_after_three_by_the_helplines_clock() -> None:
    def at(hour: int) -> datetime:
        return datetime(2026, 11, 24, hour, 30, tzinfo=UTC)

    assert [is_due(at(hour)) for hour in (0, 2, 3, 23)] == [False, False, True, True]
    assert (next_run(at(2)).day, next_run(at(3)).day, next_run(at(3)).hour) == (24, 25, 3)


# ── holds


def test_a_hold_takes_two_people_and_two_to_lift(helpline: Helpline) -> None:
    opened = closed(helpline)
    laid_on = hold(helpline, opened)
    mina, tom = helpline.mina.row.pk, helpline.tom.row.pk
    with pytest.raises(HoldRefused, match="somebody else has to agree"):
        actions.agree_to_hold(hold_id=laid_on.pk, by=mina)
    actions.agree_to_hold(hold_id=laid_on.pk, by=tom)
    with pytest.raises(HoldRefused, match="already"):
        actions.agree_to_hold(hold_id=laid_on.pk, by=helpline.lead.row.pk)
    with pytest.raises(HoldRefused, match="two have to lift it"):
        actions.refuse_hold(hold_id=laid_on.pk, by=mina)
    with pytest.raises(HoldRefused, match="Nobody asked"):
        actions.lift(hold_id=laid_on.pk, by=mina)
    actions.ask_to_lift(hold_id=laid_on.pk, by=tom)
    with pytest.raises(HoldRefused, match="somebody else has to lift"):
        actions.lift(hold_id=laid_on.pk, by=tom)
    keep(helpline)
    assert actions.run(on=TODAY) == 0
    actions.lift(hold_id=laid_on.pk, by=mina)
    assert actions.run(on=TODAY + timedelta(days=1)) == 1
    acts = [act for act, _ in acts_on(opened.thread_id)]
    assert acts[-5:-1] == [Act.HOLD_ASKED, Act.HOLD_AGREED, Act.HOLD_LIFT_ASKED, Act.HOLD_LIFTED]


@pytest.mark.parametrize(
    "fields",
    [
        {"agreed_by": "mina", "agreed_at": True},
        {"agreed_by": "tom"},
        {"lift_asked_by": "tom", "lifted_by": "tom", "lifted_at": True},
        {"lifted_by": "tom", "lifted_at": True},
    ],
)
def test_the_database_itself_wants_two_people(helpline: Helpline, fields: dict[str, Any]) -> None:
    laid_on = hold(helpline, closed(helpline))
    people = {"mina": helpline.mina.row, "tom": helpline.tom.row}
    given = {name: timezone.now() if value is True else people[value] for name, value in fields.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=laid_on.pk).update(**given)


def test_a_hold_that_nobody_agreed_to_lapses_after_a_week(helpline: Helpline) -> None:
    opened = closed(helpline)
    laid_on = hold(helpline, opened)
    keep(helpline)
    Hold.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert queries.holds_of(helpline.line) == []
    again = hold(helpline, opened)
    assert again.pk != laid_on.pk
    Hold.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert actions.run(on=TODAY) == 1
    assert (Act.HOLD_REFUSED, None) in acts_on(opened.thread_id)


def test_what_cannot_be_held_is_said(helpline: Helpline) -> None:
    opened = closed(helpline)
    laid_on = hold(helpline, opened)
    with pytest.raises(HoldRefused, match="stands already"):
        hold(helpline, opened)
    with pytest.raises(HoldRefused, match="no thread ABCD-2345"):
        actions.ask_hold(reference="ABCD-2345", line=helpline.line, by=helpline.mina.row.pk)
    actions.refuse_hold(hold_id=laid_on.pk, by=helpline.tom.row.pk)
    with pytest.raises(HoldRefused, match="lifted, lapsed or refused"):
        actions.agree_to_hold(hold_id=laid_on.pk, by=helpline.tom.row.pk)


def test_a_seekers_erase_outruns_a_hold(helpline: Helpline) -> None:
    from quietline.contact.queries import opened_by_token

    opened = write_to(helpline)
    read_by(helpline.mina, opened, minutes_ago=61)
    hold(helpline, opened, agreed=True)
    contact.withdraw(opened=opened_by_token(opened.token))
    assert left() == set()
    assert not Hold.objects.exists()


# ── the page


@pytest.fixture
def lead(helpline: Helpline) -> Client:
    return signed_in(helpline.lead)


def form(**fields: object) -> dict[str, object]:
    return {name.replace("__", "-"): value for name, value in fields.items()}


def test_an_administrator_sets_periods_and_sees_what_tonight_erases(lead: Client, helpline: Helpline) -> None:
    reference = Thread.objects.get(pk=closed(helpline).thread_id).reference
    assert "no period is set" in lead.get("/desk/retention/").content.decode()
    answer = lead.post("/desk/retention/periods/", form(periods__closed=90, periods__calls=""))
    assert answer.status_code == 302
    page = lead.get(answer["Location"]).content.decode()
    assert reference in page
    assert list(Period.objects.values_list("kind", "days")) == [("closed", 90)]
    lead.post("/desk/retention/periods/", form(periods__closed=90))
    lead.post("/desk/retention/periods/", form(periods__closed=""))
    assert not Period.objects.exists()
    changes = [act for act, by in acts_on(helpline.line.pk) if act == Act.RETENTION_CHANGED]
    assert len(changes) == 2, "what changes nothing is not on record"


@pytest.mark.parametrize(
    ("days", "says"), [("x", "Write a number of days"), ("3", "7 days is the least"), ("9999", "the most")]
)
def test_a_period_that_is_none_is_said_and_kept_in_its_field(lead: Client, days: str, says: str) -> None:
    answer = lead.post("/desk/retention/periods/", form(periods__closed=days))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert f'value="{days}"' in answer.content.decode()


def test_others_may_not(helpline: Helpline) -> None:
    mina = signed_in(helpline.mina)
    assert mina.get("/desk/retention/").status_code == 403
    for path in ("periods/", "hold/", f"hold/{uuid4()}/agree/"):
        assert mina.post(f"/desk/retention/{path}", form(periods__closed=90)).status_code == 403
    assert mina.get("/desk/retention/certificate/2026-11-24/").status_code == 403
    give(helpline.mina, Role.SUPERVISOR)
    page = mina.get("/desk/retention/")
    assert page.status_code == 200
    assert 'name="periods-closed"' not in page.content.decode()
    assert mina.post("/desk/retention/periods/", form(periods__closed=90)).status_code == 403
    assert not Period.objects.exists()


def test_two_people_lay_a_hold_on_at_the_page(lead: Client, helpline: Helpline) -> None:
    give(helpline.mina, Role.SUPERVISOR)
    mina = signed_in(helpline.mina)
    reference = Thread.objects.get(pk=closed(helpline).thread_id).reference
    typed = f" {reference.lower().replace('-', ' ')} "
    assert mina.post("/desk/retention/hold/", form(hold__reference=typed)).status_code == 302
    where = f"/desk/retention/hold/{Hold.objects.get().pk}"
    assert mina.post(f"{where}/agree/").status_code == 409
    assert "Agree to the hold" not in mina.get("/desk/retention/").content.decode()
    assert f"Agree to the hold on {reference}" in lead.get("/desk/retention/").content.decode()
    assert lead.post(f"{where}/agree/").status_code == 302
    assert lead.post(f"{where}/ask-to-lift/").status_code == 302
    assert lead.post(f"{where}/lift/").status_code == 409
    assert mina.post(f"{where}/lift/").status_code == 302
    assert Hold.objects.get().lifted_by == helpline.mina.row


@pytest.mark.parametrize(("reference", "status"), [("", 422), ("zebra", 422), ("ABCD-2345", 409)])
def test_a_wrong_reference_is_said_and_kept(lead: Client, reference: str, status: int) -> None:
    answer = lead.post("/desk/retention/hold/", form(hold__reference=reference))
    assert answer.status_code == status
    assert reference in answer.content.decode()


def test_a_certificate_can_be_taken_away(lead: Client, helpline: Helpline) -> None:
    opened = closed(helpline)
    keep(helpline)
    actions.run(on=TODAY)
    chain()
    answer = lead.get("/desk/retention/certificate/2026-11-24/")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    assert "Larkmere line: 1 × closed" in text
    assert str(opened.thread_id) in text
    assert "the list below is the one that was sealed" in text
    for nothing in ("2026-11-23", "zebra"):
        assert lead.get(f"/desk/retention/certificate/{nothing}/").status_code == 404
