"""Promises to come back: the due list, what becomes of them, and that none outlives its thread."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact import actions, queries
from quietline.contact.follow_ups import actions as follow_ups
from quietline.contact.follow_ups.models import FollowUp
from quietline.contact.follow_ups.rules import Ended, NotADay, Standing
from quietline.contact.making import Opened
from tests.factories.helpline import Helpline, as_practitioner, person, read_by, signed_in, write_to

REASON = "Ask how the first week without the laptop in the bedroom went."


@pytest.fixture
def mina(helpline: Helpline) -> Client:
    return signed_in(helpline.mina)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def promised(helpline: Helpline, opened: Opened, days: int = 1) -> FollowUp:
    follow_up_id = follow_ups.promise(
        opened=as_practitioner(helpline, opened), due_on=in_days(days), reason=REASON, by=helpline.mina.row.pk
    )
    return FollowUp.objects.get(pk=follow_up_id)


def test_a_promise_is_made_on_the_threads_page_and_stands_in_the_list(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    assert "Promise a follow-up" in mina.get(where).content.decode()
    form = {"due_on": in_days(2).isoformat(), "message": REASON}
    assert mina.post(f"{where}follow-up/", form)["Location"] == where
    assert REASON in mina.get(where).content.decode()
    page = signed_in(helpline.tom).get("/desk/follow-ups/").content.decode()
    for text in (REASON, "This week", "promised by Mina Kowalska"):
        assert text in page
    assert REASON.encode() not in bytes(FollowUp.objects.get().reason)
    assert (Act.FOLLOW_UP_PROMISED, helpline.mina.row.pk) in acts_on(opened.thread_id)


def test_the_same_promise_twice_is_one(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    form = {"due_on": in_days(2).isoformat(), "message": REASON}
    for _ in range(2):
        assert mina.post(f"/desk/{opened.thread_id}/follow-up/", form).status_code == 302
    assert FollowUp.objects.count() == 1
    mina.post(f"/desk/{opened.thread_id}/follow-up/", form | {"due_on": in_days(3).isoformat()})
    assert FollowUp.objects.count() == 2


def test_the_list_stands_in_the_order_of_urgency(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    for days in (9, 0, 3, 1):
        promised(helpline, opened, days)
    FollowUp.objects.filter(due_on=in_days(1)).update(due_on=in_days(-1))
    page = mina.get("/desk/follow-ups/").content.decode()
    places = [page.index(f"<h2>{heading}") for heading in ("Overdue", "Today", "This week", "Later")]
    assert places == sorted(places)


def test_done_moved_and_stopped(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    first, second = promised(helpline, opened), promised(helpline, opened, days=2)
    assert mina.get(f"/desk/follow-ups/{first.pk}/move/").status_code == 200
    moved = {"due_on": in_days(5).isoformat()}
    assert mina.post(f"/desk/follow-ups/{first.pk}/move/", moved).status_code == 302
    assert mina.post(f"/desk/follow-ups/{first.pk}/done/").status_code == 302
    assert mina.post(f"/desk/follow-ups/{second.pk}/stop/").status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.due_on, first.standing, second.standing) == (in_days(5), Standing.DONE, Standing.STOPPED)
    for name in ("done", "stop"):
        answer = mina.post(f"/desk/follow-ups/{first.pk}/{name}/")
        assert answer.status_code == 409
        assert "done or stopped already" in answer.content.decode()
    assert mina.post(f"/desk/follow-ups/{first.pk}/move/", moved).status_code == 409
    acts = [act for act, _ in acts_on(opened.thread_id)]
    assert acts[-3:] == [Act.FOLLOW_UP_MOVED, Act.FOLLOW_UP_DONE, Act.FOLLOW_UP_STOPPED]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"due_on": ""}, "Choose the day"),
        ({"due_on": "soon"}, "This is no day"),
        ({"due_on": "2020-02-29"}, "from today on"),
        ({"due_on": "9999-12-31"}, "at most a year ahead"),
        ({"message": " "}, "Please write something"),
        ({"message": "x" * 1_001}, "Keep it shorter"),
    ],
)
def test_a_promise_that_can_not_be_kept_loses_nothing(
    mina: Client, helpline: Helpline, changes: dict[str, str], says: str
) -> None:
    opened = write_to(helpline)
    form = {"due_on": in_days(1).isoformat(), "message": REASON} | changes
    answer = mina.post(f"/desk/{opened.thread_id}/follow-up/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert form["message"].strip() in page
    assert form["due_on"] in page
    assert not FollowUp.objects.exists()


def test_they_stop_when_their_thread_is_closed(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    follow_up = promised(helpline, opened, days=0)
    read_by(helpline.mina, opened)
    assert mina.post(f"/desk/{opened.thread_id}/close/").status_code == 302
    follow_up.refresh_from_db()
    assert (follow_up.standing, follow_up.ended_at is not None) == (Standing.STOPPED, True)
    assert REASON not in mina.get("/desk/follow-ups/").content.decode()
    assert (Act.FOLLOW_UP_STOPPED, helpline.mina.row.pk) in acts_on(opened.thread_id)
    actions.send(opened=queries.opened_by_token(opened.token), text="I am back.", draft="a" * 32)
    assert REASON not in mina.get("/desk/follow-ups/").content.decode(), "what was stopped does not start again"


def test_they_stop_when_the_seeker_erases_and_are_gone_with_the_thread(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    follow_up = promised(helpline, opened, days=0)
    actions.withdraw(opened=queries.opened_by_token(opened.token))
    follow_up.refresh_from_db()
    assert follow_up.standing == Standing.STOPPED
    assert REASON not in mina.get("/desk/follow-ups/").content.decode()
    assert (Act.FOLLOW_UP_STOPPED, None) not in acts_on(opened.thread_id), "of a seeker only the erasure is on record"
    mina.get(f"/desk/{opened.thread_id}/")
    assert mina.post(f"/desk/{opened.thread_id}/erase/").status_code == 302
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("ending", ["close", "withdraw"])
def test_nothing_is_promised_in_a_thread_that_ended(mina: Client, helpline: Helpline, ending: str) -> None:
    opened = write_to(helpline)
    if ending == "close":
        read_by(helpline.mina, opened)
        actions.close(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    else:
        actions.withdraw(opened=queries.opened_by_token(opened.token))
    form = {"due_on": in_days(1).isoformat(), "message": REASON}
    answer = mina.post(f"/desk/{opened.thread_id}/follow-up/", form)
    assert answer.status_code == 409
    assert REASON in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_one_that_ended_can_not_be_changed(helpline: Helpline) -> None:
    opened = write_to(helpline)
    follow_up = promised(helpline, opened)
    read_by(helpline.mina, opened)
    actions.close(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    by = helpline.mina.row.pk
    for act in (follow_ups.fulfil, follow_ups.stop):
        with pytest.raises(Ended):
            act(follow_up_id=follow_up.pk, by=by)
    with pytest.raises(Ended):
        follow_ups.move(follow_up_id=follow_up.pk, due_on=in_days(3), by=by)
    with pytest.raises(NotADay):
        follow_ups.move(follow_up_id=follow_up.pk, due_on=in_days(-1), by=by)


def test_somebody_without_the_lines_key_sees_and_changes_none(helpline: Helpline) -> None:
    follow_up = promised(helpline, write_to(helpline))
    stranger = signed_in(person("ines@larkmere.example", "Ines Calder"))
    assert REASON not in stranger.get("/desk/follow-ups/").content.decode()
    for name in ("done", "stop"):
        assert stranger.post(f"/desk/follow-ups/{follow_up.pk}/{name}/").status_code == 404
    assert stranger.get(f"/desk/follow-ups/{follow_up.pk}/move/").status_code == 404
    follow_up.refresh_from_db()
    assert follow_up.standing == Standing.OPEN


def test_the_queries_do_not_grow_with_the_list(mina: Client, helpline: Helpline) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as counted:
            mina.get("/desk/follow-ups/")
        return len(counted)

    promised(helpline, write_to(helpline))
    asked()  # whose helpline it is, is asked once a minute
    few = asked()
    for _ in range(4):
        promised(helpline, write_to(helpline))
    assert asked() == few
