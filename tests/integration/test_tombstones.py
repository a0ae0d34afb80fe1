"""What was erased is remembered, by ids alone, in the database and beside it, for as long as a backup may live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import TestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact import actions as contact
from quietline.contact import derivations, keeping, queries
from quietline.contact.actions import Opened
from quietline.contact.call_backs import actions as call_backs
from quietline.contact.call_backs.actions import Asked
from quietline.contact.call_backs.models import CallBack, CallBackNumber
from quietline.contact.call_backs.rules import Way
from quietline.contact.contacts.models import Contact
from quietline.contact.forms import new_draft
from quietline.contact.models import Opening, PhraseHold, Thread
from quietline.contact.reapplying import erase_again
from quietline.contact.rules import Intake
from quietline.contact.tombstones import actions
from quietline.contact.tombstones.models import Tombstone
from quietline.contact.tombstones.rules import Erased, Kind, NotReadable, as_text, from_text
from quietline.vault import new_phrase
from tests.factories.helpline import Helpline, read_by, write_to
from tests.integration.test_retention import ContactState, call

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> Iterator[list[Path]]:
    """Two files of erasures of the test's own."""
    before = settings.QUIETLINE_ERASURES
    settings.QUIETLINE_ERASURES = [tmp_path / "erasures", tmp_path / "elsewhere" / "erasures"]
    (tmp_path / "elsewhere").mkdir()
    yield settings.QUIETLINE_ERASURES
    settings.QUIETLINE_ERASURES = before


def asked_us_to_ring(helpline: Helpline) -> Opened:
    """A thread with a number in it, to be rung at a time that is not chosen yet."""
    statement = queries.statement_in_force(helpline.line, "en")
    assert statement
    phrase = new_phrase("en")
    return call_backs.ask(
        line=helpline.line,
        statement=statement,
        language="en",
        intake=Intake(),
        text="Please ring me.",
        draft=new_draft(),
        phrase=phrase,
        keys=derivations.for_writing(phrase.bits),
        asked=Asked(way=Way.WE_RING, number="07700 900123"),
    )


def noted(file: Path) -> set[tuple[Kind, UUID]]:
    return {(each.kind, each.key) for each in from_text(file.read_text())}


def withdraw(token: str) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        contact.withdraw(opened=queries.opened_by_token(token))


def test_an_erase_is_noted_at_once_everywhere_and_says_nothing_but_an_id(
    helpline: Helpline, files: list[Path]
) -> None:
    opened = write_to(helpline)
    read_by(helpline.mina, opened, minutes_ago=61)
    withdraw(opened.token)
    assert [noted(file) for file in files] == [{(Kind.THREAD, opened.thread_id)}] * 2
    heading, line = files[0].read_text().splitlines()
    assert heading.startswith("#")
    assert line.split()[1:] == ["thread", str(opened.thread_id)]
    assert files[0].stat().st_mode & 0o077 == 0


def test_a_thread_that_waits_for_its_reading_is_noted_as_shut(helpline: Helpline, files: list[Path]) -> None:
    opened = write_to(helpline)
    withdraw(opened.token)
    assert noted(files[0]) == {(Kind.WITHDRAWN, opened.thread_id)}


def test_a_destroyed_number_is_noted(helpline: Helpline, files: list[Path]) -> None:
    opened = asked_us_to_ring(helpline)
    call_back = CallBack.objects.get()
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_backs.cancel(opened=queries.opened_by_token(opened.token))
    assert noted(files[0]) == {(Kind.NUMBER, call_back.pk)}


def test_a_file_keeps_what_an_older_database_does_not_know_until_no_backup_holds_it(
    db: None, files: list[Path]
) -> None:
    now = timezone.now().replace(microsecond=0)
    young, old = (Erased(now - timedelta(days=days), Kind.THREAD, uuid4()) for days in (31, 33))
    files[0].write_text(as_text([young, old]))
    actions.write_out()
    assert from_text(files[0].read_text()) == {young}
    assert from_text(files[1].read_text()) == set()


def test_what_no_backup_can_hold_any_more_is_forgotten(db: None, files: list[Path]) -> None:
    actions.put_up(Kind.THREAD, uuid4(), uuid4())
    first = Tombstone.objects.first()
    assert first
    Tombstone.objects.filter(pk=first.pk).update(erased_at=timezone.now() - timedelta(days=33))
    actions.write_out()
    assert len(noted(files[0])) == 1
    assert (actions.retire(), Tombstone.objects.count()) == (1, 1)


def test_a_copy_that_is_away_stops_nothing_and_catches_up(db: None, files: list[Path]) -> None:
    files[1].parent.rmdir()
    actions.put_up(Kind.THREAD, uuid4())
    actions.write_out()
    assert len(noted(files[0])) == 1
    with pytest.raises(OSError, match="folder"):
        actions.look_at(files[1])
    files[1].parent.mkdir()
    actions.write_out()
    assert noted(files[1]) == noted(files[0])
    actions.look_at(files[1])


def test_a_damaged_file_is_never_overwritten(db: None, files: list[Path]) -> None:
    files[0].write_text("2026-11-24T09:30:00Z thread nothing\n")
    actions.put_up(Kind.THREAD, uuid4())
    actions.write_out()
    assert files[0].read_text() == "2026-11-24T09:30:00Z thread nothing\n"
    with pytest.raises(NotReadable):
        actions.look_at(files[0])


# ── after a restore


def test_everything_that_was_erased_is_erased_again_and_on_record(helpline: Helpline, files: list[Path]) -> None:
    erased, withdrawn, kept = (write_to(helpline, f"Message {number}.") for number in range(3))
    keeping.raise_concern(thread_id=erased.thread_id, by=helpline.mina.row.pk)  # settled since, in a life now lost
    asked_us_to_ring(helpline)
    number, done = CallBack.objects.get(), call(helpline, ContactState.WRAPPED_UP)
    stones = [
        Erased(NOW, Kind.THREAD, erased.thread_id),
        Erased(NOW, Kind.WITHDRAWN, withdrawn.thread_id),
        Erased(NOW, Kind.NUMBER, number.pk),
        Erased(NOW, Kind.CONTACT, done.pk),
        Erased(NOW, Kind.THREAD, uuid4()),
    ]
    assert erase_again(stones) == {Kind.THREAD: 1, Kind.WITHDRAWN: 1, Kind.NUMBER: 1, Kind.CONTACT: 1}
    assert not Thread.objects.filter(pk=erased.thread_id).exists()
    shut = Thread.objects.get(pk=withdrawn.thread_id)
    assert (shut.state, shut.withdrawn_at) == ("withdrawn", NOW)
    assert not PhraseHold.objects.filter(thread=shut).exists()
    assert not Opening.objects.filter(thread=shut).exists()
    assert not CallBackNumber.objects.exists()
    assert not Contact.objects.exists()
    assert PhraseHold.objects.filter(thread=kept.thread_id).exists()
    for act, subject in (
        (Act.THREAD_ERASED, erased.thread_id),
        (Act.THREAD_WITHDRAWN, withdrawn.thread_id),
        (Act.NUMBER_DESTROYED, number.pk),
        (Act.CONTACT_ERASED, done.pk),
    ):
        assert acts_on(subject)[-1] == (act, None)
    assert Tombstone.objects.count() == 5, "the next restore finds them too"
    assert set(erase_again(stones).values()) == {0}


# ── the file


@given(st.lists(st.builds(Erased, st.datetimes(timezones=st.just(UTC)), st.sampled_from(Kind), st.uuids())))
def test_a_file_is_read_back_as_it_was_written(erased: list[Erased]) -> None:
    whole = {Erased(each.at.replace(microsecond=0), each.kind, each.key) for each in erased if each.at.year >= 1000}
    assert from_text(as_text(whole)) == whole


@pytest.mark.parametrize(
    "line",
    [
        "zebra",
        f"2026-11-24T09:30:00Z thread {UUID(int=1)} more",
        f"2026-11-24 thread {UUID(int=1)}",
        f"2026-11-24T09:30:00Z message {UUID(int=1)}",
        "2026-11-24T09:30:00Z thread 12",
    ],
)
def test_a_line_that_is_none_is_told_by_its_number(line: str) -> None:
    good = f"2026-11-24T09:30:00Z thread {UUID(int=1)}"
    with pytest.raises(NotReadable) as problem:
        from_text(f"# heading\n\n{good}\n{line}\n")
    assert problem.value.number == 4
