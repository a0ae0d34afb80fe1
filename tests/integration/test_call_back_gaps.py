"""A shift that goes takes no call with it in silence."""

from __future__ import annotations

import re
import threading
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact import queries as threads
from quietline.contact.call_backs import actions, gaps
from quietline.contact.call_backs.actions import SlotTaken
from quietline.contact.call_backs.gaps import Removal
from quietline.contact.call_backs.models import CallBack, CallBackPlace
from quietline.contact.call_backs.rules import Way
from quietline.contact.making import Opened
from quietline.team.rota.models import Shift
from tests.factories.helpline import Helpline, Person, as_practitioner, signed_in
from tests.factories.rota import ask, free_times, open_for_calls

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
ROTA = "/desk/rota/"


def shift_of(who: Person, at: datetime) -> Shift:
    return Shift.objects.get(practitioner=who.row, starts_at__lte=at, ends_at__gt=at)


def remove(helpline: Helpline, who: Person, at: datetime) -> None:
    gaps.remove_shift(line=helpline.line, shift_id=shift_of(who, at).pk, by=helpline.lead.row.pk)


def seeker_of(opened: Opened) -> Client:
    seeker = Client()
    seeker.cookies["quietline"] = opened.token
    return seeker


def states() -> list[str]:
    return sorted(CallBack.objects.values_list("state", flat=True))


def test_a_call_moves_to_a_colleague_who_is_there_at_the_same_time(helpline: Helpline) -> None:
    open_for_calls(helpline, helpline.mina, helpline.tom)
    at = free_times(helpline)[4]
    first, second = ask(helpline, at), ask(helpline, at)
    actions.cancel(opened=threads.opened_by_token(first.token))
    assert CallBackPlace.objects.get().place == 1
    remove(helpline, helpline.mina, at)
    row = CallBack.objects.get(thread=second.thread_id)
    assert (row.state, row.starts_at, row.place.place) == ("booked", at, 0)
    assert at not in free_times(helpline)
    with pytest.raises(SlotTaken):
        ask(helpline, at)


def test_of_two_calls_one_stays_and_the_other_needs_a_new_time(helpline: Helpline) -> None:
    open_for_calls(helpline, helpline.mina, helpline.tom)
    at = free_times(helpline)[4]
    first, second = ask(helpline, at), ask(helpline, at)
    remove(helpline, helpline.tom, at)
    row = {call.thread_id: call for call in CallBack.objects.all()}
    assert [row[each.thread_id].state for each in (first, second)] == ["booked", "needs_time"]
    assert CallBackPlace.objects.get().call_back == row[first.thread_id]
    assert (Act.CALL_TIME_LOST, helpline.lead.row.pk) in acts_on(second.thread_id)
    assert (Act.CALL_TIME_LOST, helpline.lead.row.pk) not in acts_on(first.thread_id)


def test_the_seeker_reads_it_and_chooses_another_time(helpline: Helpline) -> None:
    open_for_calls(helpline)
    at = free_times(helpline)[4]
    seeker = seeker_of(ask(helpline, at))
    remove(helpline, helpline.mina, at)
    page = seeker.get("/en/contact/thread/").content.decode()
    assert "We can&#x27;t keep the time" in page or "We can't keep the time" in page
    assert 'data-call="needs_time"' in page
    form = seeker.get("/en/contact/call/time/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', form)
    assert token is not None
    other = free_times(helpline)[0]
    given = {"token": token.group(1), "slot": other.strftime("%Y-%m-%dT%H:%MZ"), "safe_from": "", "safe_until": ""}
    assert seeker.post("/en/contact/call/time/", given).status_code == 302
    assert (states(), CallBackPlace.objects.get().starts_at) == (["booked"], other)
    assert "We ring you on" in seeker.get("/en/contact/thread/").content.decode()


def test_a_call_under_way_stays(helpline: Helpline) -> None:
    open_for_calls(helpline)
    opened = as_practitioner(helpline, ask(helpline, free_times(helpline)[4], way=Way.YOU_RING))
    actions.attempt(opened=opened, by=helpline.mina.row.pk)
    remove(helpline, helpline.mina, free_times(helpline)[0])
    assert states() == ["attempted"]


def test_calls_outside_the_shift_and_past_ones_stay(helpline: Helpline) -> None:
    open_for_calls(helpline)
    times = free_times(helpline)
    ask(helpline, times[-1])
    ask(helpline, times[4])
    gone = timezone.now() - timedelta(hours=1)
    CallBackPlace.objects.filter(starts_at=times[4]).update(starts_at=gone)
    remove(helpline, helpline.mina, times[4])
    assert states() == ["booked", "booked"]


def test_whoever_leaves_the_rota_in_another_way_is_noticed_by_the_clock(helpline: Helpline) -> None:
    open_for_calls(helpline)
    opened = ask(helpline, free_times(helpline)[4])
    assert gaps.sweep() == 0
    helpline.mina.row.is_active = False
    helpline.mina.row.save()
    assert (gaps.sweep(), gaps.sweep()) == (1, 0)
    assert states() == ["needs_time"]
    assert acts_on(opened.thread_id)[-1] == (Act.CALL_TIME_LOST, None)


def test_a_place_taken_at_that_very_moment_is_not_booked_twice(helpline: Helpline) -> None:
    open_for_calls(helpline, helpline.mina, helpline.tom)
    at = free_times(helpline)[4]
    ask(helpline, at)
    second = ask(helpline, at)
    call = CallBack.objects.get(thread=second.thread_id).pk
    with patch("quietline.contact.call_backs.gaps.settled", return_value=({call: 0}, set())):
        assert gaps.settle(line=helpline.line, by=None) == 1
    assert states() == ["booked", "needs_time"]


@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_booking_while_shifts_go_never_leaves_more_calls_than_people(kept_helpline: Helpline) -> None:
    helpline = kept_helpline
    open_for_calls(helpline, helpline.mina, helpline.tom)
    at = free_times(helpline)[4]
    ready = threading.Barrier(6)
    odd: list[Exception] = []

    def book() -> None:
        ready.wait()
        try:
            ask(helpline, at)
        except SlotTaken:
            pass
        except Exception as error:
            odd.append(error)
        finally:
            connections.close_all()

    def plan() -> None:
        ready.wait()
        try:
            remove(helpline, helpline.tom, at)
        except Exception as error:
            odd.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for work in [book] * 5 + [plan]]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    gaps.sweep()
    assert odd == []
    assert CallBackPlace.objects.filter(starts_at=at).count() == 1
    assert states().count("booked") == 1


# The page that removes.


def test_the_planner_is_told_before_what_becomes_of_the_calls(helpline: Helpline) -> None:
    open_for_calls(helpline, helpline.mina, helpline.tom)
    at = free_times(helpline)[4]
    for _ in range(2):
        ask(helpline, at)
    ask(helpline, at + timedelta(minutes=30))
    shift = shift_of(helpline.mina, at)
    expected = Removal(shift=shift, booked=3, without=1)
    assert gaps.what_removing_does(helpline.line, shift.pk, timezone.now()) == expected
    rowan = signed_in(helpline.lead)
    week = f"{timezone.localdate(shift.starts_at)}"
    assert "3 calls booked" in rowan.get(f"{ROTA}?week={week}").content.decode()
    given = {"line": str(helpline.line.pk), "shift": shift.pk, "week": week}
    asked = rowan.post(f"{ROTA}remove/", given)
    page = " ".join(asked.content.decode().split())
    assert asked.status_code == 200
    assert "Mina Kowalska, " in page
    assert "3 calls are booked" in page
    assert "2 are taken over" in page
    assert "1 has nobody then" in page
    assert Shift.objects.filter(pk=shift.pk).exists()
    assert states() == ["booked"] * 3
    assert rowan.post(f"{ROTA}remove/", given | {"sure": "on"}).status_code == 302
    assert not Shift.objects.filter(pk=shift.pk).exists()
    assert states() == ["booked", "booked", "needs_time"]


def test_who_may_not_plan_removes_no_shift_and_moves_no_call(helpline: Helpline) -> None:
    open_for_calls(helpline)
    at = free_times(helpline)[4]
    ask(helpline, at)
    given = {"line": str(helpline.line.pk), "shift": shift_of(helpline.mina, at).pk, "sure": "on"}
    assert signed_in(helpline.mina).post(f"{ROTA}remove/", given).status_code == 403
    assert states() == ["booked"]


@pytest.mark.parametrize(("number", "status"), [("x", 404), ("", 404), ("9" * 30, 302), ("-1", 302)])
def test_a_shift_that_there_is_not_changes_nothing(helpline: Helpline, number: str, status: int) -> None:
    open_for_calls(helpline)
    ask(helpline, free_times(helpline)[4])
    shifts = Shift.objects.count()
    given = {"line": str(helpline.line.pk), "shift": number, "sure": "on"}
    assert signed_in(helpline.lead).post(f"{ROTA}remove/", given).status_code == status
    assert (Shift.objects.count(), states()) == (shifts, ["booked"])
