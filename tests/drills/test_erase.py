"""Erase: afterwards neither the old phrase, nor the line key, nor the whole data directory opens the text."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact import actions, derivations, guards, keeping, queries
from quietline.contact.actions import Safeguarded
from quietline.contact.making import Opened
from quietline.contact.models import LineHold, Message, Opening, PhraseHold, Thread
from quietline.contact.states import NotPossible
from quietline.contact.views import ERASE_SECONDS
from quietline.vault import CannotOpen
from tests.factories.helpline import Helpline, as_practitioner, write_to


def read(helpline: Helpline, opened: Opened) -> None:
    on_desk = as_practitioner(helpline, opened)
    actions.note_reading(thread=on_desk.thread, by=helpline.mina.row.pk)


def read_long_ago(helpline: Helpline, opened: Opened) -> None:
    """Read, and long enough ago that nobody has it before their eyes any more."""
    read(helpline, opened)
    Thread.objects.filter(pk=opened.thread_id).update(last_read_at=timezone.now() - timedelta(minutes=61))


def withdraw(opened: Opened) -> None:
    actions.withdraw(opened=queries.opened_by_token(opened.token))


def sealed_bytes(thread_id: object) -> list[bytes]:
    """Every sealed value of a thread, to look for afterwards."""
    thread = Thread.objects.get(pk=thread_id)
    values = [thread.intake, thread.line_hold.sealed_key, thread.phrase_hold.wrapped_key, thread.phrase_hold.lookup]
    values += [
        value for row in thread.openings.all() for value in (row.wrapped_key, row.unconfirmed_phrase, row.lookup)
    ]
    values += list(thread.messages.values_list("sealed", flat=True))
    return [bytes(value) for value in values if value]


def pieces_on_disk(values: list[bytes]) -> int:
    """How many of the values have a piece of 24 bytes left in the database's files."""
    folder = Path(settings.DATABASES["default"]["NAME"]).parent
    disk = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return sum(any(value[at : at + 24] in disk for at in range(0, len(value) - 24, 24)) for value in values)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_nothing_opens_an_erased_thread(kept_helpline: Helpline) -> None:
    opened = write_to(kept_helpline)
    keys = derivations.for_returning(opened.phrase.bits, visitor=b"")
    read_long_ago(kept_helpline, opened)
    values = sealed_bytes(opened.thread_id)
    if connection.vendor == "sqlite":
        assert pieces_on_disk(values) == len(values)
    withdraw(opened)
    assert not any(model.objects.exists() for model in (Thread, Message, PhraseHold, LineHold, Opening))
    with pytest.raises(CannotOpen):
        queries.opened_by_phrase(keys)
    with pytest.raises(CannotOpen):
        queries.opened_by_token(opened.token)
    if connection.vendor == "sqlite":
        # The line key is at hand, and there is nothing left that it could be tried on.
        assert pieces_on_disk(values) == 0
    assert (Act.THREAD_ERASED, None) in acts_on(opened.thread_id)


def test_what_nobody_has_read_is_shut_read_once_then_erased(helpline: Helpline) -> None:
    opened = write_to(helpline)
    keys = derivations.for_returning(opened.phrase.bits, visitor=b"")
    withdraw(opened)
    assert Thread.objects.get().state == "withdrawn"
    with pytest.raises(CannotOpen):
        queries.opened_by_phrase(keys)
    with pytest.raises(CannotOpen):
        queries.opened_by_token(opened.token)
    read(helpline, opened)
    assert queries.messages_of(as_practitioner(helpline, opened), for_seeker=False)
    actions.erase(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    assert not Thread.objects.exists()


def test_the_clock_ends_a_reading_and_a_wait(helpline: Helpline) -> None:
    waiting, being_read, fresh = (write_to(helpline, f"Message {number}.") for number in range(3))
    for opened in (waiting, being_read, fresh):
        withdraw(opened)
    read(helpline, being_read)
    now = timezone.now()
    Thread.objects.filter(pk=waiting.thread_id).update(withdrawn_at=now - timedelta(hours=72, minutes=1))
    Thread.objects.filter(pk=being_read.thread_id).update(last_read_at=now - timedelta(minutes=61))
    assert actions.sweep() == 2
    assert list(Thread.objects.values_list("pk", flat=True)) == [fresh.thread_id]


def test_an_unread_message_in_an_old_thread_is_read_first_all_the_same(helpline: Helpline) -> None:
    opened = write_to(helpline)
    Thread.objects.update(opened_at=timezone.now() - timedelta(days=30))
    withdraw(opened)
    assert Thread.objects.get().state == "withdrawn"
    assert actions.sweep() == 0


def test_a_message_that_came_after_the_reading_is_read_first_too(helpline: Helpline) -> None:
    opened = write_to(helpline)
    read(helpline, opened)
    actions.send(opened=queries.opened_by_token(opened.token), text="One thing more.", draft="a" * 32)
    withdraw(opened)
    assert Thread.objects.get().state == "withdrawn"


def test_what_somebody_has_before_their_eyes_can_still_be_marked(helpline: Helpline) -> None:
    opened = write_to(helpline)
    read(helpline, opened)
    withdraw(opened)
    keeping.raise_concern(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    assert Thread.objects.get().concern_open


def test_what_was_just_read_is_gone_when_the_hour_is_over(helpline: Helpline) -> None:
    opened = write_to(helpline)
    read(helpline, opened)
    withdraw(opened)
    assert actions.sweep() == 0
    Thread.objects.update(last_read_at=timezone.now() - timedelta(minutes=61))
    assert actions.sweep() == 1


def test_a_concern_outlives_an_erase_for_the_leads_alone(helpline: Helpline) -> None:
    opened = write_to(helpline)
    read(helpline, opened)
    keeping.raise_concern(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    withdraw(opened)
    Thread.objects.update(
        opened_at=timezone.now() - timedelta(days=9), last_read_at=timezone.now() - timedelta(days=9)
    )
    assert actions.sweep() == 0
    with pytest.raises(Safeguarded):
        actions.erase(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    lines = [helpline.line]
    assert not queries.visible_threads(lines, safeguarding_lead=False).exists()
    assert queries.visible_threads(lines, safeguarding_lead=True).count() == 1
    keeping.settle_concern(thread_id=opened.thread_id, by=helpline.lead.row.pk)
    assert not Thread.objects.exists()


def test_nobody_erases_a_thread_that_its_seeker_did_not(helpline: Helpline) -> None:
    opened = write_to(helpline)
    read(helpline, opened)
    with pytest.raises(NotPossible):
        actions.erase(thread_id=opened.thread_id, by=helpline.mina.row.pk)


def test_the_erase_page_reads_the_same_whether_or_not_a_concern_exists(helpline: Helpline) -> None:
    def pages(opened: Opened) -> tuple[bytes, bytes]:
        browser = Client()
        browser.cookies["quietline"] = opened.token
        before = browser.get("/en/contact/erase/").content
        token = before.partition(b'name="token" value="')[2].partition(b'"')[0]
        after = browser.post("/en/contact/erase/", {"token": token.decode(), "sure": "on"})
        assert after.status_code == 200
        assert after["Clear-Site-Data"]
        return before.replace(token, b""), after.content

    plain, under_concern, passed_on, unread = (write_to(helpline, f"Message {number}.") for number in range(4))
    for opened in (plain, under_concern, passed_on):
        read_long_ago(helpline, opened)
    keeping.raise_concern(thread_id=under_concern.thread_id, by=helpline.mina.row.pk)
    keeping.note_disclosed(thread_id=passed_on.thread_id, by=helpline.lead.row.pk)
    assert pages(plain) == pages(under_concern) == pages(passed_on) == pages(unread)
    assert Thread.objects.count() == 3


@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_an_erase_takes_about_as_long_whether_or_not_a_concern_exists(kept_helpline: Helpline) -> None:
    def seconds(opened: Opened) -> float:
        form = {"token": guards.form_token(queries.opened_by_token(opened.token)), "sure": "on"}
        browser = Client()
        browser.cookies["quietline"] = opened.token
        begun = perf_counter()
        assert browser.post("/en/contact/erase/", form).status_code == 200
        return perf_counter() - begun

    took: dict[bool, list[float]] = {True: [], False: []}
    for number in range(8):
        opened = write_to(kept_helpline, f"Message {number}.")
        read_long_ago(kept_helpline, opened)
        kept = number % 2 == 0
        if kept:
            keeping.raise_concern(thread_id=opened.thread_id, by=kept_helpline.mina.row.pk)
        took[kept].append(seconds(opened))
    # The quickest of each: whatever else runs on the machine only adds.
    assert min(took[True]) >= ERASE_SECONDS
    assert min(took[False]) >= ERASE_SECONDS
    assert abs(min(took[True]) - min(took[False])) < ERASE_SECONDS / 3


@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_erasing_with_two_clicks_at_once_says_twice_that_it_is_erased(kept_helpline: Helpline) -> None:
    opened = write_to(kept_helpline)
    read_long_ago(kept_helpline, opened)
    form = {"token": guards.form_token(queries.opened_by_token(opened.token)), "sure": "on"}
    answers: list[str] = []

    def click() -> None:
        browser = Client()
        browser.cookies["quietline"] = opened.token
        answers.append(browser.post("/en/contact/erase/", form).content.decode())
        connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert [("Your conversation is erased" in page) for page in answers] == [True, True]
    assert not Thread.objects.exists()


@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_what_a_reader_kept_in_the_log_is_overwritten_by_the_clock(kept_helpline: Helpline) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no such log of its own in the data directory")
    opened = write_to(kept_helpline)
    read_long_ago(kept_helpline, opened)
    values = sealed_bytes(opened.thread_id)
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM contact_thread").fetchone()
        withdraw(opened)
        assert pieces_on_disk(values) > 0
    actions.sweep()
    assert pieces_on_disk(values) == 0


def test_erasing_wants_a_tick(helpline: Helpline) -> None:
    opened = write_to(helpline)
    browser = Client()
    browser.cookies["quietline"] = opened.token
    page = browser.get("/en/contact/erase/").content
    token = page.partition(b'name="token" value="')[2].partition(b'"')[0].decode()
    assert browser.post("/en/contact/erase/", {"token": token}).status_code == 422
    assert Thread.objects.get().state == "waiting"
