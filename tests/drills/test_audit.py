"""The record of who did what is edited behind the helpline's back, in every way: the verifier finds each."""

from __future__ import annotations

import threading
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, connections
from hypothesis import given
from hypothesis import strategies as st

from quietline.audit import actions, queries
from quietline.audit.models import Act, Entry, Seal
from quietline.audit.rules import Head, read_head
from tests.factories.helpline import Helpline, as_practitioner, read_by, write_to

pytestmark = pytest.mark.drill


@pytest.fixture(autouse=True)
def no_older_head() -> None:
    """Each test has a database of its own; the head beside it must be of the same one."""
    head_file().unlink(missing_ok=True)


def head_file() -> Path:
    file: Path = settings.QUIETLINE_AUDIT_HEAD
    return file


def some_entries(count: int = 10) -> None:
    for _ in range(count):
        actions.record(act=Act.THREAD_READ, by=uuid4(), subject=uuid4())
    actions.chain()


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def problems(*heads: Head) -> str:
    return " ".join(queries.verify(list(heads)).problems)


def nth(number: int) -> Entry:
    return Entry.objects.get(pk=Seal.objects.get(place=number).entry)


def test_an_untouched_record_is_whole(helpline: Helpline) -> None:
    some_entries()
    verdict = queries.verify([queries.head()])
    assert (verdict.problems, verdict.unchained) == ([], 0)
    assert verdict.checked == Entry.objects.count() > 10
    assert read_head(head_file().read_text()) == queries.head()


@pytest.mark.parametrize(
    ("column", "value"),
    [("act", "thread_taken"), ("actor", "0" * 32), ("subject", None), ("at", "2026-01-01 00:00:00+00:00")],
)
def test_a_changed_entry_is_found(helpline: Helpline, column: str, value: object) -> None:
    some_entries()
    execute(f"UPDATE audit_entry SET {column} = %s WHERE id = %s", value, nth(5).pk)
    assert "The entry at place 5 was changed" in problems()


def test_an_entry_changed_before_it_was_chained_is_found(helpline: Helpline) -> None:
    some_entries()
    actions.record(act=Act.CONCERN_RAISED, by=uuid4(), subject=uuid4())
    execute("UPDATE audit_entry SET act = 'thread_read' WHERE act = 'concern_raised'")
    assert "was changed, or was not written by this helpline" in problems()
    actions.chain()
    assert "was changed, or was not written by this helpline" in problems()


def test_an_entry_that_was_taken_out_is_found(helpline: Helpline) -> None:
    some_entries()
    execute("DELETE FROM audit_entry WHERE id = %s", nth(5).pk)
    assert "The entry at place 5 is missing" in problems()


def test_an_entry_that_was_taken_out_with_its_place_is_found(helpline: Helpline) -> None:
    some_entries()
    entry = nth(5).pk
    execute("DELETE FROM audit_entry WHERE id = %s", entry)
    execute("DELETE FROM audit_seal WHERE entry = %s", entry)
    assert "Places 5 to 5 of the chain are missing" in problems()
    execute("UPDATE audit_seal SET place = place + 1000 WHERE place > 5")
    execute("UPDATE audit_seal SET place = place - 1001 WHERE place > 5")
    assert "The seal at place 5 does not fit what stands before it" in problems()


def test_what_is_cut_off_the_end_is_missed(helpline: Helpline) -> None:
    some_entries()
    head = queries.head()
    execute("DELETE FROM audit_entry WHERE id > %s", nth(5).pk)
    execute("DELETE FROM audit_seal WHERE place > 5")
    assert f"The chain ends at place 5; a head was noted at place {head.place}" in problems()
    head_file().unlink()  # whoever has the whole machine takes that as well: then only a head noted elsewhere tells
    assert problems() == ""
    assert f"a head was noted at place {head.place}" in problems(head)
    some_entries(30)
    assert f"At place {head.place} the chain is another" in problems(head)


def test_two_entries_in_each_others_place_are_found(helpline: Helpline) -> None:
    some_entries()
    one, two = nth(4).pk, nth(5).pk
    for number, place in ((-1, 4), (one, 5), (two, 4)):
        execute("UPDATE audit_seal SET entry = %s WHERE place = %s", number, place)
    assert "The seal at place 4 does not fit" in problems()


def test_an_entry_of_somebody_elses_making_is_found(helpline: Helpline) -> None:
    some_entries()
    forged = Entry(at=nth(1).at, act=Act.THREAD_READ.value, actor=uuid4(), subject=uuid4(), mark=bytes(24))
    forged.save()
    actions.chain()
    assert "was not written by this helpline" in problems()


def test_a_copied_entry_is_found(helpline: Helpline) -> None:
    some_entries()
    copy = nth(5)
    copy.pk = None
    copy.save(force_insert=True)
    actions.chain()
    assert "is a copy of another one" in problems()


def test_a_chain_that_was_made_anew_without_the_pepper_is_found(helpline: Helpline) -> None:
    some_entries()
    seal = bytes(32)
    for row in Seal.objects.order_by("place"):
        execute("UPDATE audit_seal SET seal = %s WHERE place = %s", seal, row.place)
    assert "The seal at place 1 does not fit" in problems()


def test_a_damaged_note_of_the_head_is_told(helpline: Helpline) -> None:
    some_entries()
    head_file().write_text("nothing")
    assert "a head was noted at place" in problems()


def test_a_desks_day_is_chained_messages_in_groups_included(helpline: Helpline) -> None:
    from quietline.contact.actions import reply

    opened = write_to(helpline)
    read_by(helpline.mina, opened)
    reply(opened=as_practitioner(helpline, opened), text="Thank you.", draft="a" * 32, seen=1, by=helpline.mina.row.pk)
    assert actions.chain() > 0
    assert queries.verify([]).problems == []
    assert Act.REPLY_SENT in {act for act, _ in queries.acts_on(opened.thread_id)}


@pytest.mark.django_db(transaction=True)
def test_several_nodes_that_chain_at_once_make_one_chain(transactional_db: None) -> None:
    def work() -> None:
        for _ in range(20):
            actions.record(act=Act.THREAD_READ, by=uuid4())
            actions.chain()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    actions.chain()
    verdict = queries.verify([queries.head()])
    assert (verdict.problems, verdict.checked, verdict.unchained) == ([], 80, 0)


def test_acts_come_with_their_transaction_or_not_at_all_and_are_chained_late(helpline: Helpline) -> None:
    """On PostgreSQL a lower number can be committed later: it goes into the chain when it is there."""
    some_entries()
    low = Entry.objects.order_by("pk").values_list("pk", flat=True)[3]
    late = Entry.objects.get(pk=low)
    Seal.objects.filter(entry__gte=low).delete()
    head_file().unlink()
    late.delete()
    actions.chain()
    late.pk = low
    late.save(force_insert=True)
    actions.chain()
    assert Seal.objects.order_by("-place").values_list("entry", flat=True)[0] == low
    assert queries.verify([]).problems == []


@given(st.integers(min_value=0, max_value=10**17), st.binary(min_size=32, max_size=32))
def test_a_head_is_read_back_as_it_was_printed(place: int, seal: bytes) -> None:
    head = Head(place, seal)
    assert read_head(f" {head}\n") == head


@pytest.mark.parametrize("text", ["", "12", "x:y", "1:00", f"-1:{'0' * 64}", f"1:{'g' * 64}"])
def test_what_is_no_head_is_none(text: str) -> None:
    assert read_head(text) is None
