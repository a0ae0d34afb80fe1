"""Contacts and their records: begun, saved, finished, corrected; marked as non-data; given a return phrase."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quietline.audit.models import Act, Entry
from quietline.contact import actions as threads
from quietline.contact import keeping, outbox, queries
from quietline.contact.call_backs.rules import Way
from quietline.contact.chat.actions import go_live
from quietline.contact.contacts import actions
from quietline.contact.contacts.actions import ContactGone, OtherLine
from quietline.contact.contacts.rules import Channel, Outcome
from quietline.contact.contacts.states import ContactNotPossible
from quietline.contact.models import Addition, Contact, Opening, Record, Thread
from quietline.contact.records import actions as records
from quietline.contact.records.actions import Conflict
from quietline.contact.records.forming import ensure_form
from quietline.contact.records.queries import KeyNotHeld, record_of
from quietline.tally.measures import Measure
from quietline.tally.queries import totals
from quietline.team import actions as team
from quietline.team.models import LineKey
from tests.factories.helpline import Helpline, as_practitioner, person, signed_in, write_to
from tests.factories.rota import ask, free_times, open_for_calls

pytestmark = pytest.mark.django_db(databases=["default", "figures"])

NOTE = "We talked about internet use at night and agreed two steps."


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def begun(desk: Client) -> str:
    answer = desk.post("/desk/calls/begin/")
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def post(desk: Client, where: str, act: str, **answers: object):  # type: ignore[no-untyped-def]
    given = hidden(desk.get(where).content.decode())
    return desk.post(where, given | {"act": act} | answers)


def contact_at(where: str) -> Contact:
    return Contact.objects.get(pk=UUID(where.split("/")[3]))


def counted(measure: Measure, *by: str) -> dict[tuple[str, ...], int]:
    outbox.carry()
    today = timezone.localdate()
    return totals(measure=measure, since=today - timedelta(days=1), until=today, by=by or ("measure",))


@pytest.fixture
def desk(helpline: Helpline) -> Client:
    return signed_in(helpline.mina)


ENOUGH = {"answer-caller_group": "own_behaviour", "answer-result": "plan_agreed"}


def test_a_call_is_opened_ended_and_wrapped_up(desk: Client, helpline: Helpline) -> None:
    where = begun(desk)
    page = desk.get(where).content.decode()
    assert "Caller group" in page
    assert "data-began" in page
    assert post(desk, where, "end", **{"text-notes": NOTE}).status_code == 302
    assert contact_at(where).ended_at is not None
    page = desk.get(where).content.decode()
    assert NOTE in page
    done = post(desk, where, "finish", **ENOUGH, **{"text-notes": NOTE, "answer-minutes": "25"})
    assert (done.status_code, done["Location"]) == (302, "/desk/calls/")
    assert contact_at(where).state == "wrapped up"
    assert counted(Measure.CONTACTS, "channel", "outcome", "area", "caller_group") == {
        ("call", "answered", "not_asked", "own_behaviour"): 1
    }
    assert counted(Measure.MINUTES, "field") == {("minutes",): 25}
    answers = counted(Measure.ANSWERS, "field", "option")
    assert answers["result", "plan_agreed"] == 1
    assert answers["found_us", "not_asked"] == 1
    assert not any(field == "notes" for field, _ in answers)


def test_what_is_written_is_sealed(desk: Client, helpline: Helpline) -> None:
    where = begun(desk)
    post(desk, where, "save", **{"text-notes": NOTE})
    row = Record.objects.get()
    assert NOTE.encode() not in bytes(row.sealed)
    assert row.sealed_key is not None
    found = record_of(contact_at(where), helpline.mina.line_keys())
    assert found is not None
    assert found.written.answers["notes"] == (NOTE,)
    with pytest.raises(KeyNotHeld):
        record_of(contact_at(where), {})


def test_c_twice_is_one_call(desk: Client) -> None:
    assert begun(desk) == begun(desk)
    assert Contact.objects.count() == 1


def test_a_call_begun_by_two_clicks_at_once_is_one(kept_helpline: Helpline) -> None:
    found: list[UUID] = []

    def click() -> None:
        try:
            found.append(actions.begin(line=kept_helpline.line, channel=Channel.CALL, by=kept_helpline.mina.row.pk))
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(8)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_correction_corrects_the_figures(desk: Client) -> None:
    where = begun(desk)
    post(desk, where, "finish", **ENOUGH, **{"answer-discussed": ["law", "next_steps"], "answer-minutes": "20"})
    outbox.carry()
    corrected = ENOUGH | {"answer-caller_group": "another_adult", "answer-discussed": ["law"], "answer-minutes": "30"}
    post(desk, where, "finish", **corrected)
    assert counted(Measure.CONTACTS, "caller_group") == {("another_adult",): 1}
    assert counted(Measure.MINUTES, "field") == {("minutes",): 30}
    answers = counted(Measure.ANSWERS, "field", "option")
    assert answers["discussed", "law"] == 1
    assert ("discussed", "next_steps") not in answers
    assert ("caller_group", "own_behaviour") not in answers
    assert {entry.act for entry in Entry.objects.all()} >= {Act.RECORD_FINISHED, Act.RECORD_CORRECTED}


def test_a_record_that_comes_after_its_month_closed_counts_today_and_stays_there(desk: Client) -> None:
    where, now = begun(desk), timezone.now()
    Contact.objects.update(began_at=now - timedelta(days=75))
    post(desk, where, "finish", **ENOUGH)
    assert counted(Measure.CONTACTS, "on") == {(timezone.localdate(),): 1}
    # Corrected when, seen from its own day, it would count there: it must not be in two months.
    Contact.objects.update(began_at=now - timedelta(days=1))
    post(desk, where, "finish", **(ENOUGH | {"answer-caller_group": "survivor"}))
    assert counted(Measure.CONTACTS, "on", "caller_group") == {(timezone.localdate(), "survivor"): 1}


def test_a_record_finished_twice_counts_once(desk: Client) -> None:
    where = begun(desk)
    given = hidden(desk.get(where).content.decode()) | {"act": "finish"} | ENOUGH
    assert desk.post(where, given).status_code == 302
    assert desk.post(where, given).status_code == 302
    assert counted(Measure.CONTACTS) == {("contacts",): 1}


def test_saving_after_finishing_changes_no_figure_until_it_is_corrected(desk: Client) -> None:
    where = begun(desk)
    post(desk, where, "finish", **ENOUGH)
    post(desk, where, "save", **(ENOUGH | {"answer-caller_group": "survivor"}))
    assert counted(Measure.CONTACTS, "caller_group") == {("own_behaviour",): 1}
    assert "changed after it was finished" in desk.get(where).content.decode()
    post(desk, where, "finish", **(ENOUGH | {"answer-caller_group": "survivor"}))
    assert counted(Measure.CONTACTS, "caller_group") == {("survivor",): 1}


def test_what_is_needed_must_be_answered_to_finish_and_nothing_is_lost(desk: Client) -> None:
    where = begun(desk)
    answer = post(desk, where, "finish", **{"text-notes": NOTE})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“Not asked” will do" in page
    assert NOTE in page
    assert contact_at(where).state == "open"
    ok = post(desk, where, "finish", **{"answer-caller_group": "not_asked", "answer-result": "declined"})
    assert ok.status_code == 302


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"answer-discussed": ["law", "not_asked"]}, "one of the last three alone"),
        ({"answer-caller_group": "made_up"}, "Select a valid choice"),
        ({"answer-minutes": "many"}, "whole number"),
        ({"answer-minutes": "-3"}, "greater than or equal to 0"),
        ({"text-notes": "x" * 9_000}, "too long"),
    ],
)
def test_bad_answers_are_told_and_kept(desk: Client, answers: dict[str, object], says: str) -> None:
    where = begun(desk)
    answer = post(desk, where, "save", **answers)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Record.objects.exists()


def test_a_script_saves_and_is_told_the_revision(desk: Client) -> None:
    where = begun(desk)
    first = post(desk, where, "save", script="1", **{"text-notes": NOTE})
    assert first.json()["revision"] == 1
    again = post(desk, where, "save", script="1", **{"text-notes": NOTE})
    assert again.json()["revision"] == 1
    wrong = post(desk, where, "save", script="1", **{"answer-minutes": "x"})
    assert (wrong.status_code, "problem" in wrong.json()) == (422, True)


def test_two_editors_see_both_versions_and_nothing_is_overwritten(desk: Client, helpline: Helpline) -> None:
    where = begun(desk)
    colleague = signed_in(helpline.tom)
    mine = hidden(desk.get(where).content.decode())
    theirs = hidden(colleague.get(where).content.decode())
    assert colleague.post(where, theirs | {"act": "save", "text-notes": "Tom's words"}).status_code == 302
    by_script = desk.post(where, mine | {"act": "save", "script": "1", "text-notes": "Mina's words"})
    assert by_script.status_code == 409
    answer = desk.post(where, mine | {"act": "save", "text-notes": "Mina's words"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Tom Fairburn saved this record while you wrote" in page
    assert "Tom&#x27;s words" in page
    assert "Mina&#x27;s words" in page
    assert desk.post(where, hidden(page) | {"act": "save", "text-notes": "Both of our words"}).status_code == 302
    assert "Both of our words" in colleague.get(where).content.decode()


def test_two_who_save_at_the_same_moment_one_is_told(kept_helpline: Helpline) -> None:
    helpline = kept_helpline
    contact_id = actions.begin(line=helpline.line, channel=Channel.CALL, by=helpline.mina.row.pk)
    form = ensure_form(line=helpline.line)
    keys = helpline.mina.line_keys()
    outcomes: list[object] = []

    def save(number: int) -> None:
        try:
            outcomes.append(
                records.save(
                    contact_id=contact_id,
                    keys=keys,
                    form_id=form.pk,
                    answers={"notes": (f"version {number}",)},
                    seen=0,
                    by=helpline.mina.row.pk,
                )
            )
        except Conflict:
            outcomes.append(Conflict)
        finally:
            connections.close_all()

    savers = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for each in savers:
        each.start()
    for each in savers:
        each.join()
    assert sorted(map(str, outcomes)) == sorted(map(str, [1] + [Conflict] * 5))


def test_non_data_takes_one_press_and_is_counted_as_demand(desk: Client) -> None:
    for outcome in ("silent", "silent", "wrong_number"):
        assert desk.post("/desk/calls/non-data/", {"outcome": outcome}).status_code == 302
    assert counted(Measure.CONTACTS, "channel", "outcome") == {("call", "silent"): 2, ("call", "wrong_number"): 1}
    assert desk.post("/desk/calls/non-data/", {"outcome": "answered"}).status_code == 422


def test_an_open_call_is_marked_and_taken_back(desk: Client) -> None:
    where = begun(desk)
    assert post(desk, where, "prank").status_code == 302
    assert counted(Measure.CONTACTS, "outcome") == {("prank",): 1}
    assert desk.post(f"/desk/calls/{contact_at(where).pk}/take-back/").status_code == 302
    assert counted(Measure.CONTACTS, "outcome") == {}
    assert contact_at(where).state == "ended"
    assert post(desk, where, "finish", **ENOUGH).status_code == 302
    assert counted(Measure.CONTACTS, "outcome") == {("answered",): 1}
    again = desk.post(f"/desk/calls/{contact_at(where).pk}/take-back/")
    assert again.status_code == 409


def test_a_caller_gets_a_return_phrase_that_opens_their_thread(desk: Client, helpline: Helpline) -> None:
    where = begun(desk)
    assert post(desk, where, "phrase", **{"text-notes": NOTE})["Location"].endswith("/phrase/")
    phrase = f"/desk/calls/{contact_at(where).pk}/phrase/"
    assert "I have told the caller" in desk.get(phrase).content.decode()
    assert desk.post(phrase).status_code == 422
    page = desk.post(phrase, {"told": "on"}).content.decode()
    words = re.findall(r"<li>(\w+)</li>", page)
    assert len(words) == 8
    assert desk.post(phrase, {"told": "on"}).status_code == 200  # a reload: new words, the old ones open nothing
    page = desk.post(phrase, {"told": "on"}).content.decode()
    newest = re.findall(r"<li>(\w+)</li>", page)
    assert newest != words
    said = f"/desk/calls/{contact_at(where).pk}/said-back/"
    places = [int(place) for place in re.findall(r"Word (\d)</label>", page)]
    wrong = desk.post(said, hidden(page) | {"first_word": "zebra", "second_word": "zebra"})
    assert wrong.status_code == 422
    right = {"first_word": newest[places[0] - 1], "second_word": newest[places[1] - 1][:4]}
    done = desk.post(said, hidden(page) | right)
    assert done["Location"].endswith("?done=confirmed")
    assert "The caller has their words" in desk.get(done["Location"]).content.decode()
    assert desk.post(phrase, {"told": "on"}).status_code == 409
    seeker = Client()
    assert seeker.post("/en/return/", {"phrase": " ".join(words)}).status_code == 404
    assert seeker.post("/en/return/", {"phrase": " ".join(newest)}).status_code == 302
    assert "We spoke on the phone" in seeker.get("/en/contact/thread/").content.decode()
    assert counted(Measure.HELP_SEEKERS) == {("help_seekers",): 1}
    thread = Thread.objects.get()
    assert (thread.state, thread.claimed_by_id, thread.phrase_confirmed) == ("taken", helpline.mina.row.pk, True)
    # What is written from now on is sealed with the thread's key, and goes with it.
    post(desk, where, "finish", **ENOUGH, **{"text-notes": NOTE})
    assert Record.objects.get().sealed_key is None
    assert NOTE in desk.get(where).content.decode()


def test_words_that_ran_out_are_never_called_confirmed(desk: Client) -> None:
    where = begun(desk)
    contact_id = contact_at(where).pk
    page = desk.post(f"/desk/calls/{contact_id}/phrase/", {"told": "on"}).content.decode()
    said = hidden(page) | {"first_word": "zebra", "second_word": "zebra"}
    Opening.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    answer = desk.post(f"/desk/calls/{contact_id}/said-back/", said)
    assert answer["Location"].endswith("?done=words-gone")
    assert "read out new ones" in desk.get(answer["Location"]).content.decode()
    assert not Thread.objects.get().phrase_confirmed
    for token in ("", "nonsense"):
        answer = desk.post(f"/desk/calls/{contact_id}/said-back/", said | {"token": token})
        assert answer["Location"].endswith("?done=words-gone")


def test_words_of_another_thread_are_not_shown(desk: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = begun(desk)
    said = {"first_word": "zebra", "second_word": "zebra", "token": opened.token}
    answer = desk.post(f"/desk/calls/{contact_at(where).pk}/said-back/", said)
    assert answer["Location"].endswith("?done=words-gone")


def test_words_that_a_seeker_wrote_down_are_never_replaced(desk: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = begun(desk)
    reference = Thread.objects.get().reference
    assert post(desk, where, "attach", reference=reference.lower().replace("-", " ")).status_code == 302
    phrase = f"/desk/calls/{contact_at(where).pk}/phrase/"
    assert desk.post(phrase, {"told": "on"}).status_code == 409
    assert Client().post("/en/return/", {"phrase": " ".join(opened.phrase.words)}).status_code == 302
    assert post(desk, begun(desk), "attach", reference="NONE-0000").status_code == 404


def test_an_exchange_of_messages_has_its_record_sealed_with_the_thread(desk: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = desk.post(f"/desk/{opened.thread_id}/record/")["Location"]
    assert desk.post(f"/desk/{opened.thread_id}/record/")["Location"] == where
    post(desk, where, "finish", **ENOUGH, **{"text-notes": NOTE})
    row = Record.objects.get()
    assert (row.sealed_key, row.line_key) == (None, None)
    assert counted(Measure.CONTACTS, "channel") == {("message",): 1}
    assert desk.post(f"/desk/{opened.thread_id}/record/")["Location"] != where  # the next exchange is another contact
    assert desk.post(f"/desk/{uuid4()}/record/").status_code == 404


def test_a_record_counts_by_the_channel_that_goes_on_when_it_is_begun(desk: Client, helpline: Helpline) -> None:
    open_for_calls(helpline)
    chat, call = write_to(helpline), ask(helpline, free_times(helpline)[0], way=Way.YOU_RING)
    go_live(opened=queries.opened_by_token(chat.token))
    desk.post(f"/desk/call-backs/{call.thread_id}/reached/")
    for opened in (chat, call):
        where = desk.post(f"/desk/{opened.thread_id}/record/")["Location"]
        post(desk, where, "finish", **ENOUGH)
    desk.post(f"/desk/call-backs/{call.thread_id}/done/")
    post(desk, desk.post(f"/desk/{call.thread_id}/record/")["Location"], "finish", **ENOUGH)
    assert counted(Measure.CONTACTS, "channel") == {("chat",): 1, ("call_back",): 1, ("message",): 1}


def test_a_chat_that_goes_on_as_messages_is_one_contact(desk: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    go_live(opened=queries.opened_by_token(opened.token))
    where = desk.post(f"/desk/{opened.thread_id}/record/")["Location"]
    Thread.objects.update(live_since=None, live_seen_at=None)
    assert desk.post(f"/desk/{opened.thread_id}/record/")["Location"] == where


def test_an_erase_takes_contact_and_record_and_leaves_the_figures(desk: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = desk.post(f"/desk/{opened.thread_id}/record/")["Location"]
    post(desk, where, "finish", **ENOUGH)
    threads.note_reading(thread=as_practitioner(helpline, opened).thread, by=helpline.mina.row.pk)
    Thread.objects.update(last_read_at=timezone.now() - timedelta(minutes=61))
    threads.withdraw(opened=queries.opened_by_token(opened.token))
    assert not Contact.objects.exists()
    assert not Record.objects.exists()
    assert desk.get(where).status_code == 404
    assert counted(Measure.CONTACTS) == {("contacts",): 1}


def test_a_thread_kept_for_the_leads_hides_its_contacts(desk: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = desk.post(f"/desk/{opened.thread_id}/record/")["Location"]
    keeping.raise_concern(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    threads.withdraw(opened=queries.opened_by_token(opened.token))
    assert desk.get(where).status_code == 404
    assert signed_in(helpline.lead).get(where).status_code == 200


def test_a_contact_of_another_line_does_not_exist(desk: Client, helpline: Helpline) -> None:
    other = team.make_line(name="Fells line", jurisdiction="uk", founder=helpline.lead.row, by=None)
    contact_id = actions.begin(line=other, channel=Channel.CALL, by=helpline.lead.row.pk)
    assert desk.get(f"/desk/records/{contact_id}/").status_code == 404
    assert desk.post(f"/desk/calls/{contact_id}/claim/").status_code == 404


def test_a_call_moves_to_another_line_until_its_record_is_begun(helpline: Helpline) -> None:
    other = team.make_line(name="Fells line", jurisdiction="uk", founder=helpline.lead.row, by=None)
    desk = signed_in(helpline.lead)
    where = desk.post("/desk/calls/begin/", {"line": str(helpline.line.pk)})["Location"]
    assert post(desk, where, f"line-{other.pk}").status_code == 302
    assert contact_at(where).line_id == other.pk
    post(desk, where, "save", **{"text-notes": NOTE})
    assert post(desk, where, f"line-{helpline.line.pk}", **{"text-notes": NOTE}).status_code == 409
    assert LineKey.objects.get(line=other) == Record.objects.get().line_key


def test_ended_twice_keeps_the_first_end(desk: Client, helpline: Helpline) -> None:
    where = begun(desk)
    post(desk, where, "end")
    first = contact_at(where).ended_at
    post(desk, where, "end")
    assert contact_at(where).ended_at == first
    post(desk, where, "finish", **ENOUGH)
    with pytest.raises(ContactNotPossible):
        actions.end(contact_id=contact_at(where).pk, by=helpline.mina.row.pk)


def test_what_is_gone_is_told_with_what_was_written(desk: Client, helpline: Helpline) -> None:
    where = begun(desk)
    given = hidden(desk.get(where).content.decode())
    with patch("quietline.contact.records.actions.contact_row", side_effect=ContactGone):
        answer = desk.post(where, given | {"act": "save", "text-notes": NOTE})
    assert answer.status_code == 410
    assert NOTE in answer.content.decode()


def test_a_database_in_trouble_keeps_what_was_written_on_the_page(desk: Client) -> None:
    where = begun(desk)
    given = hidden(desk.get(where).content.decode())
    with patch("quietline.contact.records.actions.contact_row", side_effect=OperationalError):
        answer = desk.post(where, given | {"act": "save", "text-notes": NOTE})
    assert answer.status_code == 503
    assert NOTE in answer.content.decode()


def test_what_was_typed_shows_after_the_keys_were_shut(desk: Client) -> None:
    where = begun(desk)
    given = hidden(desk.get(where).content.decode())
    del desk.cookies["quietline-key"]
    answer = desk.post(where, given | {"act": "save", "text-notes": NOTE})
    assert answer.status_code == 401
    assert NOTE in answer.content.decode()


def test_figures_and_record_stand_or_fall_together(helpline: Helpline) -> None:
    contact_id = actions.begin(line=helpline.line, channel=Channel.CALL, by=helpline.mina.row.pk)
    form = ensure_form(line=helpline.line)
    with (
        patch("quietline.contact.records.actions.save_contact", side_effect=OperationalError),
        pytest.raises(OperationalError),
    ):
        records.finish(
            contact_id=contact_id,
            keys=helpline.mina.line_keys(),
            form_id=form.pk,
            answers={},
            seen=0,
            by=helpline.mina.row.pk,
        )
    assert not Record.objects.exists()
    assert not Addition.objects.exists()


def test_additions_name_neither_contact_nor_thread(desk: Client) -> None:
    where = begun(desk)
    post(desk, where, "finish", **ENOUGH)
    contact_id = where.split("/")[3]
    for row in Addition.objects.values():
        assert contact_id not in str(row)


def test_a_thread_of_another_line_is_refused(helpline: Helpline) -> None:
    other = team.make_line(name="Fells line", jurisdiction="uk", founder=helpline.lead.row, by=None)
    opened = write_to(helpline)
    contact_id = actions.begin(line=other, channel=Channel.CALL, by=helpline.lead.row.pk)
    with pytest.raises(OtherLine):
        actions.attach(contact_id=contact_id, thread_id=opened.thread_id, by=helpline.lead.row.pk)


def test_an_outcome_that_is_not_non_data_is_refused(helpline: Helpline) -> None:
    contact_id = actions.begin(line=helpline.line, channel=Channel.CALL, by=helpline.mina.row.pk)
    with pytest.raises(ValueError, match="answered"):
        actions.mark_non_data(contact_id=contact_id, outcome=Outcome.ANSWERED, by=helpline.mina.row.pk)


def test_a_practitioner_without_a_line_is_told(helpline: Helpline) -> None:
    newcomer = person("ash@larkmere.example", "Ash Venn")
    desk = signed_in(newcomer)
    assert desk.get("/desk/calls/").status_code == 200
    assert desk.post("/desk/calls/begin/").status_code == 403


def test_the_minutes_of_the_clock_are_proposed_once_the_call_ended(desk: Client) -> None:
    where = begun(desk)
    Contact.objects.update(began_at=timezone.now() - timedelta(minutes=12, seconds=20))
    assert 'value="13"' not in desk.get(where).content.decode()
    post(desk, where, "end", **{"text-notes": NOTE})
    assert 'name="answer-minutes" value="13"' in desk.get(where).content.decode()
    post(desk, where, "finish", **ENOUGH, **{"answer-minutes": "40"})
    assert 'name="answer-minutes" value="40"' in desk.get(where).content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_calls_page_asks_the_database_as_often_however_much_there_is(
    desk: Client, helpline: Helpline, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        where = begun(desk)
        post(desk, where, "end")
        actions.non_data(line=helpline.line, outcome=Outcome.SILENT, by=helpline.tom.row.pk)
    with django_assert_max_num_queries(13):
        assert desk.get("/desk/calls/").status_code == 200


def test_the_published_number_shows_until_it_is_taken_away(helpline: Helpline) -> None:
    admin, visitor = signed_in(helpline.lead), Client()
    assert "tel:" not in visitor.get("/en/contact/").content.decode()
    given = {"phone_number": "01632 960001", "phone_hours": "Weekdays, 9 to 5", "phone_cost": "As a landline."}
    assert admin.post("/desk/calls/number/", given).status_code == 302
    page = visitor.get("/ar/contact/").content.decode()
    assert 'href="tel:01632960001"' in page
    assert "Weekdays, 9 to 5" in page
    assert "As a landline." in page
    assert admin.post("/desk/calls/number/", given | {"phone_number": "call me"}).status_code == 422
    assert admin.post("/desk/calls/number/", given | {"phone_number": ""}).status_code == 302
    assert "tel:" not in visitor.get("/en/contact/").content.decode()
    assert signed_in(helpline.mina).get("/desk/calls/number/").status_code == 403
