"""Finding threads by what stands open, by what is sealed, and by words that are kept nowhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietline.audit.models import Act, Entry
from quietline.audit.queries import acts_on
from quietline.contact import actions, keeping, queries
from quietline.contact.finding.rules import reference_part
from quietline.contact.follow_ups.actions import promise
from quietline.contact.forms import new_draft
from quietline.contact.making import Opened
from quietline.contact.models import Thread
from quietline.contact.notes.actions import add_note
from quietline.contact.rules import CallerGroup, Intake
from quietline.team import actions as team
from tests.factories.helpline import Helpline, as_practitioner, many_threads, person, read_by, signed_in, write_to

HERON = "I saw a heron by the café."
WALK = "A walk helps me more than anything."


@pytest.fixture
def mina(helpline: Helpline) -> Client:
    return signed_in(helpline.mina)


def reference(opened: Opened) -> str:
    return Thread.objects.get(pk=opened.thread_id).reference


def found(client: Client, **wish: str) -> set[str]:
    answer = client.post("/desk/find/", wish)
    assert answer.status_code == 200
    page = answer.content.decode()
    return {each for each in Thread.objects.values_list("reference", flat=True) if f'"reference">{each}' in page}


def test_words_are_found_wherever_they_were_said(mina: Client, helpline: Helpline) -> None:
    first = write_to(helpline, HERON, intake=Intake(nickname="Sandpiper"))
    second = write_to(helpline, WALK)
    actions.send(opened=queries.opened_by_token(second.token), text="It rains, though.", draft="a" * 32)
    by = helpline.mina.row.pk
    add_note(opened=as_practitioner(helpline, second), text="Mentions a garden.", draft=new_draft(), by=by)
    for words in ("heron", "HERON CAFE", "café heron", "sandpiper", "sand"):
        assert found(mina, words=words) == {reference(first)}, words
    for words in ("walk", "rains", "garden walk"):
        assert found(mina, words=words) == {reference(second)}, words
    assert found(mina, words="heron walk") == set()
    assert found(mina) == {reference(first), reference(second)}


def test_a_search_for_sealed_things_is_on_record_without_its_words(mina: Client, helpline: Helpline) -> None:
    write_to(helpline, HERON)
    found(mina, state="waiting")
    assert not Entry.objects.filter(act=Act.THREADS_SEARCHED).exists()
    found(mina, words="heron")
    entry = Entry.objects.get(act=Act.THREADS_SEARCHED)
    assert (entry.actor, entry.subject) == (helpline.mina.row.pk, None)


def test_by_what_stands_open(mina: Client, helpline: Helpline) -> None:
    waiting, held, closed = (write_to(helpline) for _ in range(3))
    actions.take(thread_id=held.thread_id, by=helpline.mina.row.pk)
    read_by(helpline.mina, closed)
    actions.close(thread_id=closed.thread_id, by=helpline.mina.row.pk)
    old = timezone.now() - timedelta(days=40)
    Thread.objects.filter(pk=waiting.thread_id).update(opened_at=old)
    promise(
        opened=as_practitioner(helpline, held),
        due_on=timezone.localdate(),
        reason="Ask how it went.",
        by=helpline.mina.row.pk,
    )
    promise(
        opened=as_practitioner(helpline, waiting),
        due_on=timezone.localdate() + timedelta(days=1),
        reason="Ask how it went.",
        by=helpline.mina.row.pk,
    )
    everything = {reference(each) for each in (waiting, held, closed)}
    assert found(mina, state="closed") == {reference(closed)}
    assert found(mina, own="on") == {reference(held)}
    assert found(mina, follow_up_due="on") == {reference(held)}
    assert found(mina, age="older") == {reference(waiting)}
    assert found(mina, age="week") == everything - {reference(waiting)}
    assert found(mina, line=str(helpline.line.pk)) == everything
    whole = reference(held)
    for typed in (whole, whole.lower(), whole.replace("-", " "), whole[:3], f" {whole.replace('-', '')} "):
        assert whole in found(mina, reference=typed)
    assert found(mina, reference="no such") == set()


def test_by_caller_group(mina: Client, helpline: Helpline) -> None:
    survivor = write_to(helpline, intake=Intake(group=CallerGroup.SURVIVOR))
    write_to(helpline, intake=Intake(group=CallerGroup.OTHER))
    assert found(mina, group="survivor") == {reference(survivor)}


@pytest.mark.parametrize(
    "wish",
    [{"state": "erased"}, {"group": "x"}, {"age": "x"}, {"words": "x" * 201}, {"line": "1"}, {"reference": "x" * 21}],
)
def test_a_wish_that_can_not_be_is_said_and_kept(mina: Client, helpline: Helpline, wish: dict[str, str]) -> None:
    write_to(helpline)
    answer = mina.post("/desk/find/", {"reference": "ABCD"} | wish)
    assert answer.status_code == 422
    assert "found" not in answer.content.decode()


def test_words_never_come_by_the_address(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline, HERON)
    page = mina.get("/desk/find/?words=heron").content.decode()
    assert reference(opened) not in page
    assert "heron" not in page


def test_nobody_finds_what_they_can_not_open(helpline: Helpline) -> None:
    stranger = person("ines@larkmere.example", "Ines Calder")
    team.make_line(name="Another line", jurisdiction="uk", founder=stranger.row, by=None)
    opened = write_to(helpline, HERON)
    client = signed_in(stranger)
    assert found(client, words="heron") == set()
    assert found(client, reference=reference(opened)) == set()
    assert client.post("/desk/find/", {"line": str(helpline.line.pk)}).status_code == 422


@pytest.mark.parametrize("wish", [{"words": "heron"}, {"state": "withdrawn"}, {"group": "not_said"}, {}])
def test_what_waits_for_its_one_reading_is_found_and_not_read_by_it(
    mina: Client, helpline: Helpline, wish: dict[str, str]
) -> None:
    opened = write_to(helpline, HERON)
    actions.withdraw(opened=queries.opened_by_token(opened.token))
    assert found(mina, **wish) == {reference(opened)}
    assert found(mina, words="walk") == set()
    row = Thread.objects.get()
    assert (row.last_read_at, row.read_sequence) == (None, 0)
    assert Act.THREAD_READ not in [act for act, _ in acts_on(opened.thread_id)]
    assert row.reference in mina.get("/desk/?view=withdrawn").content.decode()


def test_words_are_not_looked_for_in_what_was_read_and_is_about_to_go(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline, HERON)
    actions.withdraw(opened=queries.opened_by_token(opened.token))
    read_by(helpline.tom, opened)
    assert found(mina, words="heron") == set()
    assert found(mina, state="withdrawn") == {reference(opened)}


def test_a_concern_after_an_erase_is_found_by_leads_alone(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline, HERON)
    keeping.raise_concern(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    actions.withdraw(opened=queries.opened_by_token(opened.token))
    assert found(mina, state="withdrawn") == set()
    assert found(mina, words="heron") == set()
    lead = signed_in(helpline.lead)
    for read in (False, True):
        assert found(lead, state="withdrawn") == {reference(opened)}
        assert found(lead, words="heron") == {reference(opened)}
        if not read:
            read_by(helpline.lead, opened)


def test_the_queries_do_not_grow_with_the_threads(mina: Client, helpline: Helpline) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as counted:
            mina.post("/desk/find/", {"words": "talk"})
        return len(counted)

    many_threads(helpline, 2, 1)
    asked()
    few = asked()
    Thread.objects.all().delete()
    many_threads(helpline, 60, 4)
    assert asked() == few


def test_it_says_when_there_are_more_than_it_looks_at(mina: Client, helpline: Helpline) -> None:
    many_threads(helpline, 4, 1)
    with patch("quietline.contact.finding.queries.MOST_OPENED", 4):
        assert "There are more" not in mina.post("/desk/find/", {"words": "talk"}).content.decode()
    with patch("quietline.contact.finding.queries.MOST_OPENED", 3):
        page = mina.post("/desk/find/", {"words": "talk"}).content.decode()
    assert "There are more" in page
    assert "3 threads found" in page


@pytest.mark.parametrize("typed", ["abcd2345", "ABCD 2345", "abcd-2345", "  A B C D 2 3 4 5"])
def test_a_reference_is_read_as_it_is_said(typed: str) -> None:
    assert reference_part(typed) == "ABCD-2345"


def test_the_words_are_nowhere_on_disk_after_a_search(
    kept_helpline: Helpline, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """What was looked for, and what was found by it: in no table, no file of a database, nothing printed."""
    caplog.set_level(0)
    words = "phalarope turnstone"
    write_to(kept_helpline, f"Between {words} and the sea.")
    client = signed_in(kept_helpline.mina)
    assert len(found(client, words=words)) == 1
    assert len(found(client, words=f"{words} nothing")) == 0
    client.post("/desk/find/", {"words": f"{words} " * 30})
    said = capfd.readouterr()
    kept = {"printed": said.out + said.err, "logged": caplog.text} | everything_kept()
    for where, text in kept.items():
        for word in words.split():
            assert word not in text, where


def everything_kept() -> dict[str, str]:
    """Every table of the database, and on SQLite its files byte by byte."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        told: dict[str, str] = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            told[table] = "\n".join(str([_readable(value) for value in row]) for row in cursor.fetchall())
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        for path in file.parent.glob(f"{file.name}*"):
            told[path.name] = path.read_bytes().decode("latin-1")
    return told


def _readable(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
