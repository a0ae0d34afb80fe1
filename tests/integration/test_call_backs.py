"""A seeker asks for a call, moves it, calls it off; and what becomes of the number."""

from __future__ import annotations

import re
import threading
from datetime import datetime, time, timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact import actions as contact
from quietline.contact import derivations, keeping, outbox
from quietline.contact import queries as threads
from quietline.contact.call_backs import actions, queries
from quietline.contact.call_backs.actions import Asked, CallGone, NotSafeNow, SlotTaken, SlotUnsafe
from quietline.contact.call_backs.models import CallBack, CallBackNumber, CallBackPlace
from quietline.contact.call_backs.rules import MOST_ATTEMPTS, NUMBER_LIFE, Way, Wishes
from quietline.contact.call_backs.states import CallNotPossible
from quietline.contact.committing import ThreadGone
from quietline.contact.forms import new_draft
from quietline.contact.models import Message, Thread
from quietline.contact.rules import Intake
from quietline.tally.measures import Measure
from quietline.tally.queries import total
from quietline.team.hours.rules import Span
from quietline.team.numbers import publish_number
from quietline.team.rota.models import Shift
from quietline.vault import CannotOpen, PhraseKeys, new_phrase
from tests.factories.helpline import TEXT, Helpline, as_practitioner, write_to
from tests.factories.rota import NUMBER, ask, free_times, open_for_calls

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
WHERE = "/en/contact/call-back/"
DRAFT = "0123456789abcdef0123456789abcdef"


def value(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%MZ")


def form(slot: datetime | None = None, **changes: str) -> dict[str, str]:
    given = {
        "way": "we-ring",
        "slot": value(slot) if slot else "",
        "number": NUMBER,
        "ask_for": "Heron",
        "leave_message": "no",
        "safe_from": "",
        "safe_until": "",
        "message": "",
        "caller_group": "not_said",
        "area": "",
        "statement": "uk-two-keys/1",
        "draft": DRAFT,
    }
    return given | changes


def token_on(client: Client, path: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(path).content.decode())
    assert found is not None
    return found.group(1)


@pytest.fixture
def seeker(helpline: Helpline) -> Client:
    open_for_calls(helpline)
    return Client()


def booked(helpline: Helpline, seeker: Client, **changes: str) -> datetime:
    """Ask through the page for a time in some hours."""
    at = free_times(helpline)[4]
    answer = seeker.post(WHERE, form(at, **changes))
    assert (answer.status_code, answer["Location"]) == (302, "/en/contact/phrase/")
    return at


# Asking.


def test_the_statement_comes_first_then_the_choice_who_dials(seeker: Client) -> None:
    page = seeker.get(WHERE).content.decode()
    assert "two things come together" in page
    assert "<textarea" not in page
    for way in Way:
        where = f"{WHERE}uk-two-keys/1/{way}/"
        assert where in page
        form_page = seeker.get(where).content.decode()
        assert "<textarea" in form_page
        # In another language, that language's statement comes first.
        assert 'href="/ar/contact/call-back/"' in form_page


@pytest.mark.parametrize("end", ["imminent-danger-only/1/we-ring/", "uk-two-keys/2/we-ring/"])
def test_the_form_of_a_statement_that_is_not_in_force_leads_back(seeker: Client, end: str) -> None:
    assert seeker.get(WHERE + end)["Location"] == WHERE


def test_there_are_two_ways_only(seeker: Client) -> None:
    assert seeker.get(f"{WHERE}uk-two-keys/1/somebody-rings/").status_code == 404


def test_a_call_by_us_is_kept_with_its_number_sealed_apart(seeker: Client, helpline: Helpline) -> None:
    at = booked(helpline, seeker, message=TEXT, caller_group="own_behaviour")
    row = CallBack.objects.get()
    assert (row.state, row.way, row.starts_at, row.place.place) == ("booked", "we-ring", at, 0)
    thread = Thread.objects.get()
    assert thread.state == "waiting"
    opened = threads.opened_by_line(thread, helpline.mina.line_keys())
    assert [message.text for message in threads.messages_of(opened, for_seeker=False)] == [TEXT]
    assert threads.intake_of(opened).group == "own_behaviour"
    assert queries.number_of(opened, row, helpline.mina.line_keys()) == NUMBER
    assert queries.wishes_of(opened, row) == Wishes(ask_for="Heron")
    page = seeker.get("/en/contact/thread/").content.decode()
    assert "We ring you on" in page
    assert NUMBER not in page


def test_a_call_by_them_needs_no_number_and_shows_ours_with_a_reference(seeker: Client, helpline: Helpline) -> None:
    publish_number(line=helpline.line, number="01632 960100", hours="", cost="", by=helpline.lead.row.pk)
    booked(helpline, seeker, way="you-ring", number="")
    assert not CallBackNumber.objects.exists()
    page = seeker.get("/en/contact/thread/").content.decode()
    assert "01632 960100" in page
    assert Thread.objects.get().reference in page
    assert [m.text for m in threads.messages_of(opened_of(seeker), for_seeker=True)] == ["I would like a call."]


@pytest.mark.parametrize("draft", ["", "fresh-draft-placed-by-the-edge"])
def test_two_people_who_ask_for_the_same_never_share_a_conversation(seeker: Client, draft: str) -> None:
    browsers = [seeker, Client()]
    for browser in browsers:
        browser.post(WHERE, form(way="you-ring", number="", draft=draft))
    assert opened_of(browsers[0]).thread.pk != opened_of(browsers[1]).thread.pk


def opened_of(seeker: Client) -> threads.OpenThread:
    return threads.opened_by_token(seeker.cookies["quietline"].value)


def test_without_a_time_it_is_asked_for_and_a_time_is_chosen_later(seeker: Client, helpline: Helpline) -> None:
    assert seeker.post(WHERE, form()).status_code == 302
    assert CallBack.objects.get().state == "asked"
    at = free_times(helpline)[3]
    token = token_on(seeker, "/en/contact/call/time/")
    given = {"token": token, "slot": value(at), "safe_from": "", "safe_until": ""}
    assert seeker.post("/en/contact/call/time/", given)["Location"] == "/en/contact/thread/"
    assert CallBack.objects.get().state == "booked"


def test_it_is_counted_once_as_a_seeker_and_as_a_call(seeker: Client, helpline: Helpline) -> None:
    booked(helpline, seeker)
    outbox.carry()
    today = timezone.localdate()
    for measure in (Measure.HELP_SEEKERS, Measure.CALL_BACKS):
        assert total(measure=measure, since=today - timedelta(days=1), until=today) == 1


def test_the_same_form_sent_twice_asks_once(seeker: Client, helpline: Helpline) -> None:
    at = free_times(helpline)[4]
    assert [seeker.post(WHERE, form(at)).status_code for _ in range(2)] == [302, 302]
    assert (CallBack.objects.count(), Thread.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"number": ""}, "write the number"),
        ({"number": "call me"}, "does not look like a phone number"),
        ({"safe_from": "18:00"}, "give both times"),
        ({"safe_from": "half past"}, "like 18:30"),
        ({"slot": "2020-01-01T10:00Z"}, "not free any more"),
        ({"slot": "nonsense"}, "not free any more"),
        ({"message": "x" * 8_001}, "too long"),
        ({"caller_group": "nonsense"}, "not one of the available choices"),
        ({"ask_for": "x" * 41}, "at most 40"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(
    seeker: Client, helpline: Helpline, changes: dict[str, str], says: str
) -> None:
    answer = seeker.post(WHERE, form(free_times(helpline)[4]) | {"message": TEXT} | changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    for typed in (changes.get("number", NUMBER), changes.get("ask_for", "Heron"), changes.get("message", TEXT)):
        assert typed in page
    assert not Thread.objects.exists()


def test_a_time_outside_the_safe_time_is_refused(seeker: Client, helpline: Helpline) -> None:
    at = free_times(helpline)[4]
    hour = timezone.localtime(at) + timedelta(hours=3)
    safe = {"safe_from": f"{hour:%H:%M}", "safe_until": f"{hour + timedelta(hours=1):%H:%M}"}
    answer = seeker.post(WHERE, form(at, **safe))
    assert answer.status_code == 422
    assert "not between these two" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_and_keeps_what_was_typed(seeker: Client, helpline: Helpline) -> None:
    answer = seeker.post(WHERE, form(free_times(helpline)[4]), headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert NUMBER in answer.content.decode()
    assert not Thread.objects.exists()


def test_a_statement_that_changed_meanwhile_is_shown_first(seeker: Client, helpline: Helpline) -> None:
    at = free_times(helpline)[4]
    contact.put_statement_in_force(line=helpline.line, key="imminent-danger-only", version=1, by=None)
    answer = seeker.post(WHERE, form(at))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="imminent-danger-only/1"' in page
    assert NUMBER in page
    assert seeker.post(WHERE, form(at, statement="imminent-danger-only/1")).status_code == 302


def test_a_time_that_was_taken_meanwhile_is_said_and_nothing_is_kept(seeker: Client, helpline: Helpline) -> None:
    at = free_times(helpline)[4]
    with patch("quietline.contact.call_backs.actions.queries.free_slot", return_value=None):
        answer = seeker.post(WHERE, form(at))
    assert answer.status_code == 409
    assert "not free any more" in answer.content.decode()
    assert NUMBER in answer.content.decode()
    assert not any(model.objects.exists() for model in (Thread, Message, CallBack, CallBackNumber))


def test_a_database_in_trouble_keeps_what_was_typed(seeker: Client, helpline: Helpline) -> None:
    with patch("quietline.contact.committing.commit_group", side_effect=OperationalError("locked")):
        answer = seeker.post(WHERE, form(free_times(helpline)[4]))
    assert answer.status_code == 503
    assert NUMBER in answer.content.decode()


def test_where_nobody_is_on_the_rota_it_can_still_be_asked_for(helpline: Helpline) -> None:
    seeker = Client()
    assert "No time is free" in seeker.get(f"{WHERE}uk-two-keys/1/we-ring/").content.decode()
    assert seeker.post(WHERE, form()).status_code == 302
    assert "No time is free" in seeker.get("/en/contact/call/time/").content.decode()


# Asking in a thread that is there already.

HERE = "/en/contact/call/ask/"


@pytest.fixture
def writer(helpline: Helpline) -> Client:
    """Somebody whose thread stands open, on a line with free times."""
    open_for_calls(helpline)
    seeker = Client()
    seeker.cookies["quietline"] = write_to(helpline).token
    return seeker


def form_here(seeker: Client, slot: datetime | None = None, way: str = "we-ring", **changes: str) -> dict[str, str]:
    page = seeker.get(f"{HERE}{way}/").content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    given = {
        name: text for name, text in form(slot).items() if name not in {"way", "caller_group", "area", "statement"}
    }
    return given | hidden | changes


@pytest.mark.parametrize("way", Way)
def test_a_call_can_be_asked_for_in_an_open_thread(writer: Client, helpline: Helpline, way: Way) -> None:
    for link in Way:
        assert f"{HERE}{link}/" in writer.get("/en/contact/thread/").content.decode()
    at = free_times(helpline)[4]
    answer = writer.post(f"{HERE}{way}/", form_here(writer, at, way, message="After six, please."))
    assert (answer.status_code, answer["Location"]) == (302, "/en/contact/thread/")
    row = CallBack.objects.get()
    assert (row.thread, row.way, row.state, row.place.starts_at) == (Thread.objects.get(), way, "booked", at)
    opened = threads.opened_by_line(Thread.objects.get(), helpline.mina.line_keys())
    assert [m.text for m in threads.messages_of(opened, for_seeker=False)] == [TEXT, "After six, please."]
    number = queries.number_of(opened, row, helpline.mina.line_keys())
    assert number == (NUMBER if way == Way.WE_RING else None)
    page = writer.get("/en/contact/thread/").content.decode()
    assert "Your call" in page
    assert HERE not in page
    assert [each.row.pk for each in queries.due_calls(Thread.objects.all(), timezone.now())] == [row.pk]
    outbox.carry()
    today = timezone.localdate()
    counted = [total(measure=each, since=today, until=today) for each in (Measure.HELP_SEEKERS, Measure.CALL_BACKS)]
    assert counted == [1, 1]


def test_asked_for_in_a_thread_twice_from_one_form_it_is_one(writer: Client, helpline: Helpline) -> None:
    given = form_here(writer, free_times(helpline)[4])
    assert [writer.post(f"{HERE}we-ring/", given).status_code for _ in range(2)] == [302, 302]
    assert (CallBack.objects.count(), Message.objects.count()) == (1, 2)


def test_a_thread_has_one_call_at_a_time_and_another_after_it(writer: Client, helpline: Helpline) -> None:
    at = free_times(helpline)[4]
    late = form_here(writer, at, message="In the evening.")
    writer.post(f"{HERE}you-ring/", form_here(writer, at, "you-ring"))
    refused = writer.post(f"{HERE}we-ring/", late)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "asked for a call already" in page
    assert (NUMBER in page, "In the evening." in page) == (True, True)
    before = writer.get(f"{HERE}we-ring/")
    assert before.status_code == 409
    assert "asked for a call already" in before.content.decode()
    assert "<textarea" not in before.content.decode()
    actions.cancel(opened=opened_of(writer))
    assert writer.post(f"{HERE}we-ring/", form_here(writer, at)).status_code == 302
    assert list(CallBack.objects.order_by("ordinal").values_list("ordinal", "state")) == [
        (1, "cancelled"),
        (2, "booked"),
    ]


def test_a_closed_thread_asks_for_a_message_first(writer: Client, helpline: Helpline) -> None:
    given = form_here(writer, free_times(helpline)[4])
    contact.note_reading(thread=Thread.objects.get(), by=helpline.mina.row.pk)
    contact.close(thread_id=Thread.objects.get().pk, by=helpline.mina.row.pk)
    assert HERE not in writer.get("/en/contact/thread/").content.decode()
    for answer in (writer.get(f"{HERE}we-ring/"), writer.post(f"{HERE}we-ring/", given)):
        assert answer.status_code == 409
        assert "Write a message first" in answer.content.decode()
    assert (CallBack.objects.count(), Thread.objects.get().state) == (0, "closed")
    contact.send(opened=opened_of(writer), text=TEXT, draft=new_draft())
    assert writer.post(f"{HERE}we-ring/", given).status_code == 302


def test_an_erased_thread_asks_for_the_words_and_keeps_what_was_written(writer: Client, helpline: Helpline) -> None:
    given = form_here(writer, free_times(helpline)[4], message="In the evening.")
    opened = opened_of(writer)
    contact.withdraw(opened=opened)
    with pytest.raises(ThreadGone):
        actions.ask_here(opened=opened, text=TEXT, draft=new_draft(), asked=Asked(way=Way.YOU_RING))
    answer = writer.post(f"{HERE}we-ring/", given)
    assert answer.status_code == 401
    assert "In the evening." in answer.content.decode()
    assert NUMBER not in answer.content.decode()
    assert writer.get(f"{HERE}we-ring/")["Location"] == "/en/return/"
    assert not CallBack.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"number": ""}, 422, "write the number"),
        ({"number": "call me"}, 422, "does not look like a phone number"),
        ({"safe_from": "18:00"}, 422, "give both times"),
        ({"slot": "nonsense"}, 422, "not free any more"),
        ({"message": "x" * 8_001}, 422, "too long"),
        ({"token": "made-up"}, 403, "press the button once more"),
    ],
)
def test_what_is_wrong_in_a_thread_is_said_and_nothing_typed_is_lost(
    writer: Client, helpline: Helpline, changes: dict[str, str], status: int, says: str
) -> None:
    given = form_here(writer, free_times(helpline)[4], message="In the evening.") | changes
    answer = writer.post(f"{HERE}we-ring/", given)
    page = answer.content.decode()
    assert answer.status_code == status
    assert says in page
    assert all(given[name] in page for name in ("number", "ask_for", "message"))
    assert (CallBack.objects.count(), Message.objects.count()) == (0, 1)


def test_a_time_taken_meanwhile_keeps_nothing_in_the_thread(writer: Client, helpline: Helpline) -> None:
    given = form_here(writer, free_times(helpline)[4])
    with patch("quietline.contact.call_backs.actions.queries.free_slot", return_value=None):
        answer = writer.post(f"{HERE}we-ring/", given)
    assert answer.status_code == 409
    assert NUMBER in answer.content.decode()
    assert (CallBack.objects.count(), Message.objects.count()) == (0, 1)
    assert writer.post(f"{HERE}we-ring/", given).status_code == 302


def test_a_database_in_trouble_keeps_what_was_typed_in_the_thread(writer: Client, helpline: Helpline) -> None:
    given = form_here(writer, free_times(helpline)[4])
    with patch("quietline.contact.committing.commit_group", side_effect=OperationalError("locked")):
        answer = writer.post(f"{HERE}we-ring/", given)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert NUMBER in answer.content.decode()


def test_there_are_two_ways_only_in_a_thread_too(writer: Client) -> None:
    assert writer.get(f"{HERE}somebody-rings/").status_code == 404


# Slots.


def test_a_slot_takes_as_many_calls_as_people_on_shift(helpline: Helpline) -> None:
    open_for_calls(helpline, helpline.mina, helpline.tom)
    at = free_times(helpline)[4]
    for _ in range(2):
        ask(helpline, at)
    assert at not in free_times(helpline)
    with pytest.raises(SlotTaken):
        ask(helpline, at)
    assert sorted(CallBackPlace.objects.values_list("place", flat=True)) == [0, 1]
    assert Thread.objects.count() == 2


def test_a_gap_in_the_rota_is_no_slot(helpline: Helpline) -> None:
    open_for_calls(helpline)
    at = free_times(helpline)[4]
    Shift.objects.filter(starts_at__lte=at, ends_at__gt=at).update(ends_at=at + timedelta(minutes=10))
    assert at not in free_times(helpline)
    with pytest.raises(SlotTaken):
        ask(helpline, at)


@pytest.mark.parametrize("off", [timedelta(minutes=1), timedelta(days=-8), timedelta(days=30)])
def test_an_instant_that_is_no_slot_can_not_be_booked(helpline: Helpline, off: timedelta) -> None:
    open_for_calls(helpline)
    with pytest.raises(SlotTaken):
        ask(helpline, free_times(helpline)[4] + off)


@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
@pytest.mark.parametrize("places", [1, 2])
def test_fifty_at_once_for_one_slot_get_as_many_places_as_there_are(kept_helpline: Helpline, places: int) -> None:
    helpline = kept_helpline
    open_for_calls(helpline, *(helpline.mina, helpline.tom)[:places])
    at = free_times(helpline)[4]
    statement = threads.statement_in_force(helpline.line, "en")
    assert statement is not None
    ready = threading.Barrier(50)
    outcomes: list[str] = []

    def work(number: int) -> None:
        keys = PhraseKeys(lookup=number.to_bytes(32, "big"), unwrap=bytes(32))  # type: ignore[arg-type]
        ready.wait()
        try:
            actions.ask(
                line=helpline.line,
                statement=statement,
                language="en",
                intake=Intake(),
                text=TEXT,
                draft=new_draft(),
                phrase=new_phrase("en"),
                keys=keys,
                asked=Asked(way=Way.WE_RING, starts_at=at, number=NUMBER),
            )
            outcomes.append("booked")
        except SlotTaken:
            outcomes.append("taken")
        except Exception as error:
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(50)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {each: outcomes.count(each) for each in set(outcomes)} == {"booked": places, "taken": 50 - places}
    assert (CallBackPlace.objects.count(), Thread.objects.count(), Message.objects.count()) == (places,) * 3


# Moving it and calling it off.


def test_another_time_frees_the_old_one_and_changes_when_it_is_safe(seeker: Client, helpline: Helpline) -> None:
    first = booked(helpline, seeker)
    other = first + timedelta(hours=2)
    local = timezone.localtime(other)
    given = {
        "token": token_on(seeker, "/en/contact/call/time/"),
        "slot": value(other),
        "safe_from": f"{local:%H:%M}",
        "safe_until": f"{local + timedelta(hours=1):%H:%M}",
    }
    assert seeker.post("/en/contact/call/time/", given).status_code == 302
    row = CallBack.objects.get()
    assert (row.starts_at, CallBackPlace.objects.get().starts_at) == (other, other)
    assert first in free_times(helpline)
    wishes = queries.wishes_of(opened_of(seeker), row)
    assert wishes is not None
    assert (wishes.ask_for, wishes.safe_from) == ("Heron", time(local.hour, local.minute))


def test_another_time_that_is_taken_leaves_the_old_one(seeker: Client, helpline: Helpline) -> None:
    first = booked(helpline, seeker)
    other = first + timedelta(hours=1)
    token = token_on(seeker, "/en/contact/call/time/")
    ask(helpline, other)
    given = {"token": token, "slot": value(other), "safe_from": "", "safe_until": ""}
    assert seeker.post("/en/contact/call/time/", given).status_code == 422
    with pytest.raises(SlotTaken):
        actions.book(opened=opened_of(seeker), starts_at=other, safe=None)
    row = CallBack.objects.get(thread=opened_of(seeker).thread)
    assert (row.state, row.starts_at, row.place.starts_at) == ("booked", first, first)


def test_another_time_outside_the_safe_time_is_refused(seeker: Client, helpline: Helpline) -> None:
    first = booked(helpline, seeker)
    local = timezone.localtime(first + timedelta(hours=6))
    with pytest.raises(SlotUnsafe):
        actions.book(
            opened=opened_of(seeker),
            starts_at=first + timedelta(hours=1),
            safe=Span(local.time(), (local + timedelta(minutes=30)).time()),
        )
    assert CallBack.objects.get().starts_at == first


@pytest.mark.parametrize("path", ["/en/contact/call/time/", "/en/contact/call/cancel/"])
def test_a_form_without_its_token_is_refused(seeker: Client, helpline: Helpline, path: str) -> None:
    at = booked(helpline, seeker)
    given = {"token": "made-up", "slot": value(at + timedelta(hours=1))}
    assert seeker.post(path, given).status_code == 403
    assert CallBack.objects.get().starts_at == at


def test_calling_it_off_frees_the_time_and_destroys_the_number(seeker: Client, helpline: Helpline) -> None:
    at = booked(helpline, seeker)
    answer = seeker.post("/en/contact/call/cancel/", {"token": token_on(seeker, "/en/contact/call/cancel/")})
    assert answer["Location"] == "/en/contact/thread/"
    assert CallBack.objects.get().state == "cancelled"
    assert not CallBackNumber.objects.exists()
    assert at in free_times(helpline)
    assert "You called your call off." in seeker.get("/en/contact/thread/").content.decode()
    for path in ("/en/contact/call/time/", "/en/contact/call/cancel/"):
        assert seeker.get(path)["Location"] == "/en/contact/thread/"


@pytest.mark.parametrize("path", ["/en/contact/call/time/", "/en/contact/call/cancel/"])
def test_without_an_open_conversation_the_words_are_asked_for(helpline: Helpline, path: str) -> None:
    assert Client().get(path)["Location"] == "/en/return/"


@pytest.mark.parametrize("path", ["/en/contact/call/time/", "/en/contact/call/cancel/"])
def test_a_thread_without_a_call_leads_back_to_itself(helpline: Helpline, path: str) -> None:
    seeker = Client()
    seeker.cookies["quietline"] = write_to(helpline).token
    assert seeker.get(path)["Location"] == "/en/contact/thread/"
    assert "Your call" not in seeker.get("/en/contact/thread/").content.decode()


def test_a_time_that_went_by_is_said_and_can_be_chosen_anew(seeker: Client, helpline: Helpline) -> None:
    booked(helpline, seeker)
    CallBack.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    assert "has gone by" in seeker.get("/en/contact/thread/").content.decode()
    assert seeker.get("/en/contact/call/time/").status_code == 200


# Ringing.


@pytest.fixture
def call(helpline: Helpline) -> threads.OpenThread:
    """A call by us whose time is now, as Mina has it open."""
    open_for_calls(helpline)
    opened = ask(helpline, free_times(helpline)[4])
    slot_is_now()
    return as_practitioner(helpline, opened)


def slot_is_now() -> None:
    CallBack.objects.update(starts_at=timezone.now() - timedelta(minutes=5))


def test_showing_the_number_is_on_record(call: threads.OpenThread, helpline: Helpline) -> None:
    keys, by = helpline.mina.line_keys(), helpline.mina.row.pk
    assert actions.show_number(opened=call, line_keys=keys, by=by) == NUMBER
    assert acts_on(call.thread.pk) == [(Act.CALL_NUMBER_SHOWN, by)]
    with pytest.raises(CannotOpen):
        actions.show_number(opened=call, line_keys={}, by=by)


def test_the_return_phrase_alone_does_not_open_the_number(helpline: Helpline) -> None:
    open_for_calls(helpline)
    opened = ask(helpline, free_times(helpline)[4])
    by_phrase = threads.opened_by_phrase(derivations.for_returning(opened.phrase.bits, visitor=b""))
    with pytest.raises(CannotOpen):
        queries.number_of(by_phrase, CallBack.objects.get(), {})


def test_a_number_moved_to_another_call_does_not_open(helpline: Helpline) -> None:
    open_for_calls(helpline, helpline.mina, helpline.tom)
    one, other = (ask(helpline, free_times(helpline)[4], number=number) for number in (NUMBER, "07700 900456"))
    taken = CallBackNumber.objects.get(call_back__thread=one.thread_id)
    CallBackNumber.objects.filter(call_back__thread=other.thread_id).update(sealed_number=taken.sealed_number)
    row = CallBack.objects.get(thread=other.thread_id)
    with pytest.raises(CannotOpen):
        queries.number_of(as_practitioner(helpline, other), row, helpline.mina.line_keys())


def test_reached_then_done_destroys_the_number(call: threads.OpenThread, helpline: Helpline) -> None:
    by = helpline.mina.row.pk
    actions.attempt(opened=call, by=by)
    with pytest.raises(CallNotPossible):
        actions.attempt(opened=call, by=helpline.tom.row.pk)
    actions.reach(thread_id=call.thread.pk, by=by)
    assert CallBackNumber.objects.exists()
    actions.finish(thread_id=call.thread.pk, by=by)
    assert not CallBackNumber.objects.exists()
    assert not CallBackPlace.objects.exists()
    assert acts_on(call.thread.pk) == [(Act.CALL_ATTEMPTED, by), (Act.CALL_REACHED, by), (Act.CALL_DONE, by)]
    for again in (actions.reach, actions.miss, actions.finish):
        with pytest.raises(CallGone):
            again(thread_id=call.thread.pk, by=by)
    with pytest.raises(CallGone):
        actions.show_number(opened=call, line_keys=helpline.mina.line_keys(), by=by)


def test_the_third_miss_ends_it(call: threads.OpenThread, helpline: Helpline) -> None:
    by = helpline.mina.row.pk
    ends = []
    for _ in range(MOST_ATTEMPTS):
        actions.attempt(opened=call, by=by)
        ends.append(actions.miss(thread_id=call.thread.pk, by=by))
    assert ends == [False, False, True]
    assert (CallBack.objects.get().state, CallBackNumber.objects.exists()) == ("done", False)


def test_nobody_is_rung_outside_the_safe_time(helpline: Helpline) -> None:
    open_for_calls(helpline)
    ask(helpline, free_times(helpline)[4])
    opened = as_practitioner(helpline, ask(helpline, free_times(helpline)[4]))
    with pytest.raises(NotSafeNow):
        actions.attempt(opened=opened, by=helpline.mina.row.pk)
    CallBack.objects.update(starts_at=timezone.now() - timedelta(minutes=31))
    with pytest.raises(NotSafeNow):
        actions.attempt(opened=opened, by=helpline.mina.row.pk)


def test_a_longer_safe_time_allows_a_later_attempt(helpline: Helpline) -> None:
    open_for_calls(helpline)
    at = free_times(helpline)[4]
    local = timezone.localtime(at)
    wishes = Wishes(safe_from=local.time(), safe_until=(local + timedelta(hours=2)).time())
    opened = as_practitioner(helpline, ask(helpline, at, wishes=wishes))
    with patch("quietline.contact.call_backs.actions.timezone.now", return_value=at + timedelta(minutes=95)):
        actions.attempt(opened=opened, by=helpline.mina.row.pk)
    assert CallBack.objects.get().state == "attempted"


def test_who_rings_in_is_not_asked_about_safety(helpline: Helpline) -> None:
    open_for_calls(helpline)
    opened = as_practitioner(helpline, ask(helpline, free_times(helpline)[4], way=Way.YOU_RING))
    actions.attempt(opened=opened, by=helpline.mina.row.pk)
    assert CallBack.objects.get().state == "attempted"


def test_whoever_rings_is_told_that_it_was_called_off_meanwhile(call: threads.OpenThread, helpline: Helpline) -> None:
    actions.attempt(opened=call, by=helpline.mina.row.pk)
    actions.cancel(opened=call)
    with pytest.raises(CallGone):
        actions.reach(thread_id=call.thread.pk, by=helpline.mina.row.pk)


@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_of_two_who_begin_the_same_call_one_does(kept_helpline: Helpline) -> None:
    open_for_calls(kept_helpline)
    opened = as_practitioner(kept_helpline, ask(kept_helpline, free_times(kept_helpline)[4]))
    slot_is_now()
    ready, refused = threading.Barrier(2), []

    def work(by: object) -> None:
        ready.wait()
        try:
            actions.attempt(opened=opened, by=by)  # type: ignore[arg-type]
        except CallNotPossible:
            refused.append(by)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work, args=(p.row.pk,)) for p in (kept_helpline.mina, kept_helpline.tom)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (len(refused), CallBack.objects.get().attempts) == (1, 1)


# The number's end.


def test_after_a_week_the_clock_ends_it(seeker: Client, helpline: Helpline) -> None:
    booked(helpline, seeker)
    assert actions.sweep() == 0
    CallBack.objects.update(asked_at=timezone.now() - NUMBER_LIFE)
    assert actions.sweep() == 1
    assert (CallBack.objects.get().state, CallBackNumber.objects.exists()) == ("expired", False)
    assert acts_on(Thread.objects.get().pk)[-1] == (Act.CALL_EXPIRED, None)
    assert "A week has passed" in seeker.get("/en/contact/thread/").content.decode()


def test_who_was_reached_and_never_finished_is_done_after_a_week(call: threads.OpenThread, helpline: Helpline) -> None:
    actions.attempt(opened=call, by=helpline.mina.row.pk)
    actions.reach(thread_id=call.thread.pk, by=helpline.mina.row.pk)
    CallBack.objects.update(asked_at=timezone.now() - NUMBER_LIFE)
    actions.sweep()
    assert CallBack.objects.get().state == "done"


def test_erasing_the_thread_calls_it_off_and_destroys_the_number(seeker: Client, helpline: Helpline) -> None:
    at = booked(helpline, seeker)
    contact.withdraw(opened=opened_of(seeker))
    assert (CallBack.objects.get().state, CallBackNumber.objects.exists()) == ("cancelled", False)
    assert at in free_times(helpline)
    contact.note_reading(thread=Thread.objects.get(), by=helpline.mina.row.pk)
    contact.erase(thread_id=Thread.objects.get().pk, by=helpline.mina.row.pk)
    assert not CallBack.objects.exists()


def test_a_concern_keeps_the_number_until_it_is_settled(seeker: Client, helpline: Helpline) -> None:
    booked(helpline, seeker)
    thread = Thread.objects.get().pk
    keeping.raise_concern(thread_id=thread, by=helpline.mina.row.pk)
    actions.cancel(opened=opened_of(seeker))
    actions.sweep()
    assert CallBackNumber.objects.exists()
    keeping.settle_concern(thread_id=thread, by=helpline.lead.row.pk)
    actions.sweep()
    assert not CallBackNumber.objects.exists()


@pytest.mark.drill
@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_a_destroyed_number_is_on_the_disk_no_more(kept_helpline: Helpline) -> None:
    from tests.drills.test_erase import pieces_on_disk

    open_for_calls(kept_helpline)
    opened = ask(kept_helpline, free_times(kept_helpline)[4])
    values = [bytes(CallBackNumber.objects.get().sealed_number), bytes(CallBackNumber.objects.get().sealed_wishes)]
    if connection.vendor == "sqlite":
        assert pieces_on_disk(values) == len(values)
    actions.cancel(opened=threads.opened_by_token(opened.token))
    if connection.vendor == "sqlite":
        assert pieces_on_disk(values) == 0


@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_no_number_stands_in_the_clear(kept_helpline: Helpline) -> None:
    open_for_calls(kept_helpline)
    ask(kept_helpline, free_times(kept_helpline)[4])
    kept = CallBackNumber.objects.get()
    assert NUMBER.encode() not in bytes(kept.sealed_number) + bytes(kept.sealed_wishes)
    assert b"Heron" not in bytes(kept.sealed_wishes)
