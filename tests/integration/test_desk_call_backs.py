"""The desk's way with calls: who is due, the number on one click, what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact import actions as contact
from quietline.contact import keeping
from quietline.contact import queries as threads
from quietline.contact.call_backs import actions, gaps
from quietline.contact.call_backs.models import CallBack, CallBackNumber
from quietline.contact.call_backs.rules import Way, Wishes
from quietline.contact.models import Thread
from quietline.team.rota.models import Shift
from tests.factories.helpline import Helpline, person, signed_in, write_to
from tests.factories.rota import NUMBER, ask, free_times, open_for_calls

CALLS = "/desk/call-backs/"


@pytest.fixture
def mina(helpline: Helpline) -> Client:
    open_for_calls(helpline)
    return signed_in(helpline.mina)


def now_due(helpline: Helpline, way: Way = Way.WE_RING, wishes: Wishes | None = None) -> str:
    """The page of a call whose time is now."""
    opened = ask(helpline, free_times(helpline)[4], way=way, wishes=wishes)
    CallBack.objects.filter(thread=opened.thread_id).update(starts_at=timezone.now() - timedelta(minutes=5))
    return f"{CALLS}{opened.thread_id}/"


def test_the_list_shows_who_is_due_when_and_no_number(mina: Client, helpline: Helpline) -> None:
    ask(helpline, free_times(helpline)[4])
    ask(helpline, way=Way.YOU_RING)
    page = mina.get(CALLS).content.decode()
    assert page.count("data-call") == 2
    assert "Without a time" in page
    assert "they ring in" in page
    assert NUMBER not in page
    assert "nobody is on the rota" not in page


def test_the_threads_page_leads_to_its_call(mina: Client, helpline: Helpline) -> None:
    opened = ask(helpline, free_times(helpline)[4])
    assert f"{CALLS}{opened.thread_id}/" in mina.get(f"/desk/{opened.thread_id}/").content.decode()
    without = write_to(helpline)
    assert f"{CALLS}{without.thread_id}/" not in mina.get(f"/desk/{without.thread_id}/").content.decode()


def test_an_empty_list_says_so(mina: Client) -> None:
    assert "No call waits." in mina.get(CALLS).content.decode()


def test_a_call_whose_time_was_lost_stands_first_and_nobody_rings(mina: Client, helpline: Helpline) -> None:
    opened = ask(helpline, free_times(helpline)[4])
    Shift.objects.all().delete()
    gaps.sweep()
    open_for_calls(helpline, helpline.tom, hours_too=False)
    ask(helpline, free_times(helpline)[3])
    page = mina.get(CALLS).content.decode()
    assert page.index("In need of a new time") < page.index("nobody is on the rota") < page.index("booked")
    where = f"{CALLS}{opened.thread_id}/"
    page = mina.get(where).content.decode()
    assert "chooses another" in page
    assert "Begin the call" not in page
    assert mina.post(f"{where}attempt/").status_code == 409
    assert mina.post(f"{where}done/").status_code == 302
    assert not CallBackNumber.objects.filter(call_back__thread=opened.thread_id).exists()


def test_a_call_whose_time_went_by_is_marked(mina: Client, helpline: Helpline) -> None:
    ask(helpline, free_times(helpline)[4])
    CallBack.objects.update(starts_at=timezone.now() - timedelta(hours=2))
    assert "time has gone by" in mina.get(CALLS).content.decode()


def test_the_number_shows_after_a_click_only_and_that_is_on_record(mina: Client, helpline: Helpline) -> None:
    where = now_due(helpline)
    page = mina.get(where).content.decode()
    assert NUMBER not in page
    assert "Show the number" in page
    assert acts_on(CallBack.objects.get().thread_id) == []
    answer = mina.post(f"{where}number/")
    assert NUMBER in answer.content.decode()
    assert "Heron" in answer.content.decode()
    assert "Leave no message." in answer.content.decode()
    assert acts_on(CallBack.objects.get().thread_id) == [(Act.CALL_NUMBER_SHOWN, helpline.mina.row.pk)]
    assert mina.get(f"{where}number/").status_code == 405


def test_a_message_may_be_left_where_that_was_allowed(mina: Client, helpline: Helpline) -> None:
    where = now_due(helpline, wishes=Wishes(leave_message=True))
    assert "You may leave a message" in mina.post(f"{where}number/").content.decode()


def test_begin_reached_done(mina: Client, helpline: Helpline) -> None:
    where = now_due(helpline)
    seen = []
    for name in ("attempt", "reached", "done"):
        assert mina.post(f"{where}{name}/")["Location"] == where
        offers_record = "Write the record" in mina.get(where).content.decode()
        seen.append((CallBack.objects.get().state, offers_record))
    assert seen == [("attempted", True), ("reached", True), ("done", False)]
    assert not CallBackNumber.objects.exists()
    page = mina.get(where).content.decode()
    assert "The number is destroyed." in page
    assert "Begin the call" not in page
    assert mina.post(f"{where}number/").status_code == 410
    assert "No call waits." in mina.get(CALLS).content.decode()


def test_not_reached_three_times(mina: Client, helpline: Helpline) -> None:
    where = now_due(helpline)
    for _ in range(3):
        mina.post(f"{where}attempt/")
        mina.post(f"{where}missed/")
    assert (CallBack.objects.get().state, CallBack.objects.get().attempts) == ("done", 3)
    assert mina.post(f"{where}attempt/").status_code == 410


@pytest.mark.parametrize(("name", "state"), [("reached", "reached"), ("missed", "not_reached")])
def test_whether_they_rang_in_is_one_click(mina: Client, helpline: Helpline, name: str, state: str) -> None:
    where = now_due(helpline, Way.YOU_RING)
    page = mina.get(where).content.decode()
    assert "They rang in" in page
    assert "Show the number" not in page
    assert mina.post(f"{where}{name}/").status_code == 302
    assert CallBack.objects.get().state == state
    assert mina.post(f"{where}number/").status_code == 410


def test_outside_the_safe_time_the_call_is_not_begun(mina: Client, helpline: Helpline) -> None:
    opened = ask(helpline, free_times(helpline)[4])
    where = f"{CALLS}{opened.thread_id}/"
    assert "Not safe now" in mina.get(where).content.decode()
    answer = mina.post(f"{where}attempt/")
    assert answer.status_code == 409
    assert "not safe to ring now" in answer.content.decode()


def test_a_colleague_who_comes_second_is_told(mina: Client, helpline: Helpline) -> None:
    where = now_due(helpline)
    mina.post(f"{where}attempt/")
    answer = signed_in(helpline.tom).post(f"{where}attempt/")
    assert answer.status_code == 409
    assert "Mina Kowalska" in answer.content.decode()


def test_a_call_without_a_time_can_not_be_begun(mina: Client, helpline: Helpline) -> None:
    opened = ask(helpline)
    assert mina.post(f"{CALLS}{opened.thread_id}/attempt/").status_code == 409


def test_a_call_that_was_called_off_meanwhile_says_so(mina: Client, helpline: Helpline) -> None:
    opened = ask(helpline, free_times(helpline)[4])
    actions.cancel(opened=threads.opened_by_token(opened.token))
    answer = mina.post(f"{CALLS}{opened.thread_id}/reached/")
    assert answer.status_code == 410
    assert "came to its end meanwhile" in answer.content.decode()


def test_somebody_of_another_line_and_a_thread_without_a_call_find_nothing(mina: Client, helpline: Helpline) -> None:
    where = now_due(helpline)
    outsider = signed_in(person("sam@larkmere.example", "Sam Outside"))
    assert outsider.get(where).status_code == 404
    assert outsider.post(f"{where}number/").status_code == 404
    assert "No call waits." in outsider.get(CALLS).content.decode()
    assert mina.get(f"{CALLS}{write_to(helpline).thread_id}/").status_code == 404


def test_a_number_kept_by_a_concern_after_the_end_is_for_leads_alone(mina: Client, helpline: Helpline) -> None:
    opened = ask(helpline, free_times(helpline)[4])
    keeping.raise_concern(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    actions.cancel(opened=threads.opened_by_token(opened.token))
    where = f"{CALLS}{opened.thread_id}/"
    answer = mina.post(f"{where}number/")
    assert answer.status_code == 403
    assert NUMBER not in answer.content.decode()
    assert NUMBER in signed_in(helpline.lead).post(f"{where}number/").content.decode()


def test_after_an_erase_a_concerns_call_is_not_there_for_others(mina: Client, helpline: Helpline) -> None:
    opened = ask(helpline, free_times(helpline)[4])
    keeping.raise_concern(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    contact.withdraw(opened=threads.opened_by_token(opened.token))
    assert Thread.objects.get().state == "withdrawn"
    where = f"{CALLS}{opened.thread_id}/"
    assert mina.get(where).status_code == 404
    assert NUMBER in signed_in(helpline.lead).post(f"{where}number/").content.decode()
