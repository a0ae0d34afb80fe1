"""List, thread and record on one page: what each shows, and that sending one loses nothing of the others."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quietline.audit.models import Act, Entry
from quietline.contact import actions as threads
from quietline.contact import outbox
from quietline.contact import queries as contact
from quietline.contact.contacts import actions as contacts
from quietline.contact.contacts.rules import Channel
from quietline.contact.models import Contact, Message, Record, Thread
from quietline.tally.measures import Measure
from quietline.tally.queries import totals
from quietline.team import actions as team
from tests.factories.helpline import Helpline, many_threads, signed_in, write_to

pytestmark = pytest.mark.django_db(databases=["default", "figures"])

NOTE = "We talked about internet use at night and agreed two steps."
ENOUGH = {"answer-caller_group": "own_behaviour", "answer-result": "plan_agreed"}


@pytest.fixture
def mina(helpline: Helpline) -> Client:
    return signed_in(helpline.mina)


@pytest.fixture
def held(helpline: Helpline) -> str:
    """The address of a thread that Mina holds."""
    opened = write_to(helpline)
    threads.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    return f"/desk/{opened.thread_id}/"


def work(page: str) -> dict[str, str]:
    """What the hidden boxes of the page's one form send."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)" form="work"', page))


def shown(desk: Client, where: str) -> dict[str, str]:
    return work(desk.get(where).content.decode())


def contacts_counted() -> int:
    outbox.carry()
    today = timezone.localdate()
    return sum(
        totals(measure=Measure.CONTACTS, since=today - timedelta(days=1), until=today, by=("channel",)).values()
    )


def test_the_list_stands_beside_the_thread_and_marks_it(mina: Client, helpline: Helpline, held: str) -> None:
    waiting = write_to(helpline)
    page = mina.get(f"{held}?view=mine").content.decode()
    assert page.count('data-row="') == 1
    assert f'<a href="{held}?view=mine" aria-current="true">' in page
    page = mina.get(held).content.decode()
    assert f'data-row="{waiting.thread_id}"' in page
    assert 'aria-current="true"' not in page, "the open thread does not wait"


def test_the_view_is_kept_through_what_is_done(mina: Client, helpline: Helpline) -> None:
    where = f"/desk/{write_to(helpline).thread_id}/"
    assert mina.post(f"{where}take/?view=mine&page=2")["Location"] == f"{where}?view=mine&page=2"
    form = shown(mina, f"{where}?view=mine") | {"message": "Thank you for writing."}
    assert mina.post(f"{where}?view=mine", form)["Location"] == f"{where}?view=mine"
    note = {"message": "For colleagues.", "draft": "a" * 32}
    assert mina.post(f"{where}note/?view=mine", note)["Location"] == f"{where}?view=mine"
    assert mina.post(f"{where}wrap-up/?view=mine", form | {"message": ""})["Location"] == f"{where}?view=mine#record"
    assert mina.post(f"{where}close/?view=mine")["Location"] == "/desk/?view=mine&done=close"


@pytest.mark.parametrize("query", ["?view=nonsense", "?page=-1", "?page=x", "?view=%22%3E%3Cscript&page=99999999999"])
def test_an_odd_trail_leads_nowhere(mina: Client, held: str, query: str) -> None:
    page = mina.get(f"{held}{query}")
    assert page.status_code == 200
    assert f'action="{held}hand-back/"' in page.content.decode()


def test_looking_makes_no_contact(mina: Client, held: str) -> None:
    page = mina.get(held).content.decode()
    assert "Not begun" in page
    assert "In a few words" in page
    form = work(page)
    assert mina.post(f"{held}wrap-up/", form | {"act": "save"}).status_code == 302
    assert mina.post(held, form | {"message": "Thank you for writing."}).status_code == 302
    assert not Contact.objects.exists()


def test_whoever_does_not_hold_the_thread_gets_no_form(helpline: Helpline, held: str) -> None:
    page = signed_in(helpline.tom).get(held).content.decode()
    assert "Whoever holds the thread writes its record here." in page
    assert "In a few words" not in page


def test_the_first_save_begins_the_contact_and_the_pane_goes_on_with_it(
    mina: Client, helpline: Helpline, held: str
) -> None:
    answer = mina.post(f"{held}wrap-up/", shown(mina, held) | {"act": "save", "text-notes": NOTE})
    assert (answer.status_code, answer["Location"]) == (302, f"{held}#record")
    begun = Contact.objects.get()
    assert (begun.state, str(begun.thread_id)) == ("open", held.split("/")[2])
    assert (begun.practitioner, begun.channel) == (helpline.mina.row, "message")
    page = mina.get(held).content.decode()
    assert NOTE in page
    assert work(page)["contact"] == str(begun.pk)
    assert Entry.objects.filter(act=Act.RECORD_READ, subject=begun.pk).exists()
    mina.post(f"{held}wrap-up/", work(page) | {"act": "save", "text-notes": "Two steps were agreed."})
    assert (Contact.objects.count(), Record.objects.get().revision) == (1, 2)


def test_finishing_from_the_pane_counts_once_and_can_be_corrected(mina: Client, held: str) -> None:
    form = shown(mina, held) | ENOUGH | {"act": "finish", "text-notes": NOTE}
    assert [mina.post(f"{held}wrap-up/", form).status_code for _ in range(2)] == [302, 302]
    assert (Contact.objects.get().state, contacts_counted()) == ("wrapped up", 1)
    page = mina.get(held).content.decode()
    assert "finished and counted" in page
    assert "Correct the record" in page
    corrected = work(page) | ENOUGH | {"answer-result": "declined", "act": "finish"}
    assert mina.post(f"{held}wrap-up/", corrected).status_code == 302
    assert (Contact.objects.count(), contacts_counted()) == (1, 1)


def test_a_record_that_was_finished_before_the_thread_was_taken_is_not_written_over(
    mina: Client, helpline: Helpline, held: str
) -> None:
    mina.post(f"{held}wrap-up/", shown(mina, held) | ENOUGH | {"act": "finish", "text-notes": NOTE})
    before = Contact.objects.get()
    mina.get(held)
    mina.post(f"{held}hand-back/")
    threads.take(thread_id=UUID(held.split("/")[2]), by=helpline.tom.row.pk)
    page = signed_in(helpline.tom).get(held).content.decode()
    assert "Not begun" in page
    assert NOTE not in page
    assert f'<a href="/desk/records/{before.pk}/">' in page


def test_what_is_refused_stands_on_the_page_with_the_reply(mina: Client, held: str) -> None:
    form = shown(mina, held) | {"act": "finish", "text-notes": NOTE, "message": "Half a reply."}
    answer = mina.post(f"{held}wrap-up/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“Not asked” will do" in page
    assert NOTE in page
    assert "Half a reply." in page
    assert work(page)["contact"] == form["contact"]
    assert not Contact.objects.exists()
    assert not Message.objects.filter(author="practitioner").exists()


def test_saving_the_record_keeps_the_reply_that_is_being_written(mina: Client, held: str) -> None:
    answer = mina.post(
        f"{held}wrap-up/", shown(mina, held) | {"act": "save", "text-notes": NOTE, "message": "Half a reply."}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Half a reply." in page
    assert NOTE in page
    assert Record.objects.get().revision == 1


def test_a_reply_carries_what_was_written_in_the_record(mina: Client, held: str) -> None:
    form = shown(mina, held) | {"text-notes": NOTE, "message": "Thank you for writing."}
    assert mina.post(held, form).status_code == 302
    assert (Record.objects.get().revision, Message.objects.count()) == (1, 2)


def test_a_reply_is_sent_even_when_the_record_is_not_kept(mina: Client, held: str) -> None:
    wrong = shown(mina, held) | {"text-notes": NOTE, "answer-minutes": "many", "message": "Thank you for writing."}
    answer = mina.post(held, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Your reply was sent." in page
    assert "whole number" in page
    assert NOTE in page
    assert (Message.objects.count(), Record.objects.count()) == (2, 0)
    assert mina.post(held, wrong).status_code == 422
    assert Message.objects.count() == 2, "sent twice it is one reply"


def test_picking_a_signpost_keeps_the_record_first(mina: Client, held: str) -> None:
    form = shown(mina, held) | {"text-notes": NOTE, "message": "Half a reply."}
    for picker in ("signposts", "canned"):
        assert "Half a reply." in mina.post(f"{held}{picker}/", form).content.decode()
    assert Record.objects.get().revision == 1
    wrong = mina.post(f"{held}signposts/", shown(mina, held) | {"answer-minutes": "many", "message": "Half a reply."})
    assert wrong.status_code == 422
    assert "Half a reply." in wrong.content.decode()


def test_two_who_write_beside_the_same_thread_see_both(mina: Client, helpline: Helpline, held: str) -> None:
    mina.post(f"{held}wrap-up/", shown(mina, held) | {"text-notes": NOTE})
    stale = shown(mina, held)
    where = f"/desk/records/{Contact.objects.get().pk}/"
    tom = signed_in(helpline.tom)
    page = tom.get(where).content.decode()
    theirs = dict(re.findall(r'<input type="hidden" name="(revision|form)" value="([^"]*)"', page))
    assert tom.post(where, theirs | {"act": "save", "text-notes": "Tom's words"}).status_code == 302
    by_script = mina.post(f"{held}wrap-up/", stale | {"text-notes": "Mina's words", "script": "1"})
    assert (by_script.status_code, "Tom Fairburn" in by_script.json()["problem"]) == (409, True)
    answer = mina.post(f"{held}wrap-up/", stale | {"text-notes": "Mina's words"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Tom Fairburn saved this record while you wrote" in page
    assert "Tom&#x27;s words" in page
    assert "Mina&#x27;s words" in page
    assert mina.post(f"{held}wrap-up/", work(page) | {"text-notes": "Both of our words"}).status_code == 302


def test_a_script_is_told_the_revision_and_the_contact(mina: Client, held: str) -> None:
    form = shown(mina, held) | {"script": "1"}
    assert mina.post(f"{held}wrap-up/", form).json() == {"revision": 0}
    first = mina.post(f"{held}wrap-up/", form | {"text-notes": NOTE}).json()
    assert (first["revision"], first["contact"]) == (1, form["contact"])
    wrong = mina.post(f"{held}wrap-up/", form | {"answer-minutes": "x"})
    assert (wrong.status_code, "problem" in wrong.json()) == (422, True)


def test_two_tabs_that_begin_at_once_write_one_record(mina: Client, held: str) -> None:
    one, other = shown(mina, held), shown(mina, held)
    assert one["contact"] != other["contact"]
    assert mina.post(f"{held}wrap-up/", one | {"text-notes": NOTE}).status_code == 302
    assert mina.post(f"{held}wrap-up/", other | {"text-notes": "Something else."}).status_code == 409
    assert Contact.objects.count() == 1


def test_a_contact_that_is_not_this_threads_does_not_exist_there(mina: Client, helpline: Helpline, held: str) -> None:
    call = contacts.begin(line=helpline.line, channel=Channel.CALL, by=helpline.mina.row.pk)
    form = shown(mina, held) | {"text-notes": NOTE}
    for wrong in (str(call), "nonsense", ""):
        assert mina.post(f"{held}wrap-up/", form | {"contact": wrong}).status_code == 404
    assert mina.post(f"/desk/{uuid4()}/wrap-up/", form).status_code == 404
    assert not Record.objects.exists()


def test_a_call_that_belongs_to_the_thread_is_written_beside_it(mina: Client, helpline: Helpline, held: str) -> None:
    call = contacts.begin(line=helpline.line, channel=Channel.CALL, by=helpline.mina.row.pk)
    contacts.attach(contact_id=call, thread_id=UUID(held.split("/")[2]), by=helpline.mina.row.pk)
    page = mina.get(held).content.decode()
    assert work(page)["contact"] == str(call)
    assert "data-began" in page


def test_a_closed_thread_still_shows_the_record_to_whoever_began_it(
    mina: Client, helpline: Helpline, held: str
) -> None:
    mina.post(f"{held}wrap-up/", shown(mina, held) | {"text-notes": NOTE})
    assert mina.post(f"{held}close/").status_code == 302
    assert NOTE in mina.get(held).content.decode()
    assert NOTE not in signed_in(helpline.tom).get(held).content.decode()


def test_what_is_not_held_any_more_is_shown_with_what_was_written(mina: Client, helpline: Helpline, held: str) -> None:
    form = shown(mina, held) | {"act": "finish", "text-notes": NOTE}
    mina.post(f"{held}hand-back/")
    threads.take(thread_id=UUID(held.split("/")[2]), by=helpline.tom.row.pk)
    answer = mina.post(f"{held}wrap-up/", form)
    assert (answer.status_code, NOTE in answer.content.decode()) == (422, True)


def test_trouble_keeps_what_was_written(mina: Client, held: str) -> None:
    form = shown(mina, held) | {"text-notes": NOTE, "message": "Half a reply."}
    with patch("quietline.contact.records.actions.contact_row", side_effect=OperationalError):
        answer = mina.post(f"{held}wrap-up/", form)
    page = answer.content.decode()
    assert (answer.status_code, NOTE in page, "Half a reply." in page) == (503, True, True)


def test_a_withdrawn_thread_has_no_record_to_write(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    threads.withdraw(opened=contact.opened_by_token(opened.token))
    where = f"/desk/{opened.thread_id}/"
    page = mina.get(where).content.decode()
    assert "Write the record" not in page
    assert "In a few words" not in page
    assert mina.post(f"{where}wrap-up/", {"contact": str(uuid4()), "text-notes": NOTE}).status_code == 404


def test_a_calls_record_stands_with_the_list(mina: Client, helpline: Helpline) -> None:
    waiting = write_to(helpline)
    where = mina.post("/desk/calls/begin/")["Location"]
    assert f'data-row="{waiting.thread_id}"' in mina.get(where).content.decode()


def test_what_stands_in_a_view_is_told_to_nobody_else(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    other = team.make_line(name="Fells line", jurisdiction="uk", founder=helpline.lead.row, by=None)
    Thread.objects.filter(pk=write_to(helpline).thread_id).update(line=other)
    assert mina.get("/desk/standing/").json() == {str(opened.thread_id): 1}
    assert mina.get("/desk/standing/?view=mine").json() == {}
    assert mina.get("/desk/standing/?language=ar").json() == {}
    assert Client().get("/desk/standing/").status_code == 302
    del mina.cookies["quietline-key"]
    assert mina.get("/desk/standing/").status_code == 401


def test_a_page_left_alone_asks_for_news_and_keeps_no_keys_open(mina: Client) -> None:
    def seen() -> int:
        return int(mina.session["seen"])

    session = mina.session
    session["seen"] = earlier = seen() - 120
    session.save()
    assert mina.get("/desk/standing/").status_code == 200
    assert seen() == earlier
    mina.get("/desk/")
    assert seen() > earlier


def test_what_narrows_the_list_stays_beside_the_thread(mina: Client, helpline: Helpline, held: str) -> None:
    english, arabic = write_to(helpline), write_to(helpline, language="ar")
    page = mina.get(f"{held}?view=waiting&language=ar").content.decode()
    assert f'data-row="{arabic.thread_id}"' in page
    assert f'data-row="{english.thread_id}"' not in page
    assert f'action="{held}hand-back/?view=waiting&amp;language=ar"' in page


@pytest.mark.parametrize("count", [1, 60])
def test_the_page_costs_the_same_queries_however_long_the_list(
    mina: Client, helpline: Helpline, held: str, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    many_threads(helpline, count, messages=1)
    mina.get(held)
    with django_assert_max_num_queries(44):
        page = mina.get(held).content.decode()
    assert page.count('data-row="') == min(count, 50)
