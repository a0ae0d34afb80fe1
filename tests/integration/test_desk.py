"""The desk: who sees what, who holds what, and that nothing is overwritten in silence."""

from __future__ import annotations

import threading
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connections
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quietline.audit.models import Act, Entry
from quietline.audit.queries import acts_on
from quietline.contact import actions, queries
from quietline.contact.committing import HeldByAnother, NewMessages, ThreadGone
from quietline.contact.models import Message, Thread
from quietline.contact.rules import CallerGroup, Intake
from quietline.contact.states import STEPS, Event, NotPossible, State, after
from quietline.safeguarding.concerns.actions import raise_concern
from quietline.safeguarding.concerns.models import Concern
from quietline.team import actions as team
from quietline.team.keys import shut_idle_sessions
from quietline.team.models import LineKeyHold, Practitioner
from quietline.team.roles.rules import Role
from quietline.vault import Gate
from tests.factories.helpline import (
    PASSWORD,
    TEXT,
    Helpline,
    as_practitioner,
    give,
    many_threads,
    person,
    read_by,
    signed_in,
    write_to,
)


def hidden(page: str) -> dict[str, str]:
    import re

    return dict(re.findall(r'<input type="hidden" name="(draft|seen)" value="([^"]*)"', page))


@pytest.fixture
def mina(helpline: Helpline) -> Client:
    return signed_in(helpline.mina)


def test_the_list_shows_what_a_thread_is_about(mina: Client, helpline: Helpline) -> None:
    intake = Intake(group=CallerGroup.OWN_BEHAVIOUR, area="esk-vale", nickname="Heron")
    opened = write_to(helpline, intake=intake)
    page = mina.get("/desk/").content.decode()
    reference = Thread.objects.get(pk=opened.thread_id).reference
    for text in ("Own behaviour", "Heron", "Esk Vale", reference, "phrase not confirmed"):
        assert text in page
    assert TEXT not in page
    assert "Mina Kowalska" in page


def test_a_reply_takes_the_thread_and_is_on_record(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    page = mina.get(where).content.decode()
    assert TEXT in page
    assert "Hand back" not in page
    answer = mina.post(where, hidden(page) | {"message": "Thank you for writing."})
    assert (answer.status_code, answer["Location"]) == (302, where)
    page = mina.get(where).content.decode()
    assert "Thank you for writing." in page
    assert "held by Mina Kowalska" in page
    assert "Hand back" in page
    by = helpline.mina.row.pk
    acts = [(Act.THREAD_READ, by), (Act.THREAD_TAKEN, by), (Act.REPLY_SENT, by), (Act.THREAD_READ, by)]
    assert acts_on(opened.thread_id) == acts


def test_a_thread_tells_who_looked_at_it_and_how_often(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    assert "Nobody before you." in mina.get(where).content.decode()
    read_by(helpline.tom, opened)
    page = " ".join(mina.get(where).content.decode().partition("Who looked at it")[2].split())
    assert page.index("Tom Fairburn <span>") < page.index("Mina Kowalska <span>")
    mina.get(where)
    assert ", 3 times" in mina.get(where).content.decode()


def test_the_record_of_acts_holds_no_content(helpline: Helpline) -> None:
    kinds = {field.name: field.get_internal_type() for field in Entry._meta.concrete_fields}
    assert kinds == {
        "id": "BigAutoField",
        "at": "DateTimeField",
        "act": "CharField",
        "mark": "BinaryField",  # a keyed hash of the others
        "actor": "UUIDField",
        "subject": "UUIDField",
    }


def test_take_hand_back_close_and_come_again(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    mina.get(where)
    seen = []
    for name in ("take", "hand-back", "take", "close"):
        assert mina.post(f"{where}{name}/").status_code == 302
        seen.append(Thread.objects.get().state)
    assert seen == ["taken", "waiting", "taken", "closed"]
    actions.send(opened=queries.opened_by_token(opened.token), text="I am back.", draft="a" * 32)
    thread = Thread.objects.get()
    assert (thread.state, thread.claimed_by, thread.waiting_since is not None) == ("waiting", None, True)


@pytest.mark.parametrize("name", ["take", "hand-back", "close"])
def test_a_colleague_who_comes_second_is_told_who_was_first(helpline: Helpline, name: str) -> None:
    opened = write_to(helpline)
    actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    answer = signed_in(helpline.tom).post(f"/desk/{opened.thread_id}/{name}/")
    assert answer.status_code == 409
    assert "Mina Kowalska was first" in answer.content.decode()
    assert Thread.objects.get().claimed_by == helpline.mina.row


def test_a_reply_to_a_thread_that_somebody_else_holds_is_kept_for_its_writer(helpline: Helpline) -> None:
    opened = write_to(helpline)
    tom = signed_in(helpline.tom)
    where = f"/desk/{opened.thread_id}/"
    page = tom.get(where).content.decode()
    actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    answer = tom.post(where, hidden(page) | {"message": "A careful reply."})
    assert answer.status_code == 409
    assert "A careful reply." in answer.content.decode()
    assert Message.objects.count() == 1


def test_a_reply_to_what_has_moved_on_is_shown_what_is_new_first(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    page = mina.get(where).content.decode()
    actions.send(opened=queries.opened_by_token(opened.token), text="One thing more.", draft="a" * 32)
    answer = mina.post(where, hidden(page) | {"message": "A careful reply."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "One thing more." in page
    assert "A careful reply." in page
    assert mina.post(where, hidden(page) | {"message": "A careful reply."}).status_code == 302
    assert Message.objects.count() == 3


def test_a_reply_sent_twice_from_one_form_is_kept_once(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    form = hidden(mina.get(where).content.decode()) | {"message": "Thank you."}
    assert [mina.post(where, form).status_code for _ in range(2)] == [302, 302]
    assert Message.objects.count() == 2


def test_closing_never_hides_what_was_not_read(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    assert mina.post(f"{where}close/").status_code == 409
    mina.get(where)
    actions.send(opened=queries.opened_by_token(opened.token), text="One thing more.", draft="a" * 32)
    answer = mina.post(f"{where}close/")
    assert answer.status_code == 409
    assert "Read it first" in answer.content.decode()
    assert Thread.objects.get().state == "waiting"


def test_asking_for_the_headers_alone_reads_nothing(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    assert mina.head(f"/desk/{opened.thread_id}/").status_code == 200
    assert Thread.objects.get().read_sequence == 0


def test_a_lead_gives_back_what_somebody_away_holds_and_nobody_else_does(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    actions.take(thread_id=opened.thread_id, by=helpline.tom.row.pk)
    assert mina.post(f"{where}release/").status_code == 403
    assert signed_in(helpline.lead).post(f"{where}release/")["Location"] == "/desk/?done=release"
    assert mina.post(f"{where}take/").status_code == 302
    assert (Act.THREAD_HANDED_BACK, helpline.lead.row.pk) in acts_on(opened.thread_id)


def test_a_supervisor_steps_in_and_nobody_else_does(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    assert "Step in" not in mina.get(where).content.decode()
    actions.take(thread_id=opened.thread_id, by=helpline.tom.row.pk)
    assert mina.post(f"{where}step-in/").status_code == 403
    give(helpline.mina, Role.SUPERVISOR)
    page = mina.get(where).content.decode()
    assert f'Step in<span class="unseen"> for {helpline.tom.row.name}' in page
    assert [mina.post(f"{where}step-in/").status_code for _ in range(2)] == [302, 302]
    assert Thread.objects.get().claimed_by == helpline.mina.row
    assert acts_on(opened.thread_id).count((Act.THREAD_STEPPED_INTO, helpline.mina.row.pk)) == 1
    tom = signed_in(helpline.tom)
    answer = tom.post(where, hidden(tom.get(where).content.decode()) | {"message": "I was writing this."})
    assert (answer.status_code, "I was writing this." in answer.content.decode()) == (409, True)


def test_nobody_steps_into_what_nobody_holds(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    give(helpline.mina, Role.SUPERVISOR)
    assert mina.post(f"/desk/{opened.thread_id}/step-in/").status_code == 409


@pytest.mark.parametrize("message", ["", " \n ", "x" * 8_001])
def test_a_reply_that_can_not_be_sent_is_kept(mina: Client, helpline: Helpline, message: str) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    answer = mina.post(where, hidden(mina.get(where).content.decode()) | {"message": message})
    assert answer.status_code == 422
    assert message.strip() in answer.content.decode()


def test_a_reply_to_an_erased_thread_is_given_back(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    page = mina.get(where).content.decode()
    with patch("quietline.contact.actions.committer.submit", side_effect=ThreadGone):
        answer = mina.post(where, hidden(page) | {"message": "A careful reply."})
    assert answer.status_code == 410
    assert "A careful reply." in answer.content.decode()
    actions.withdraw(opened=queries.opened_by_token(opened.token))
    answer = mina.post(where, hidden(page) | {"message": "A careful reply."})
    assert answer.status_code == 410
    assert "A careful reply." in answer.content.decode()


def test_a_database_in_trouble_keeps_the_reply(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    page = mina.get(where).content.decode()
    with patch("quietline.contact.actions.committer.submit", side_effect=OperationalError("locked")):
        answer = mina.post(where, hidden(page) | {"message": "A careful reply."})
    assert answer.status_code == 503
    assert "A careful reply." in answer.content.decode()


def test_only_a_lead_settles_a_concern(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    assert mina.post(f"{where}concern/", {"kind": "named-child"}).status_code == 302
    page = mina.get(where).content.decode()
    assert "nothing here can be erased" in page
    assert "A named child" in page
    assert "/settle/" not in page
    settle = f"{where}concern/{Concern.objects.get().pk}/settle/"
    refused = mina.post(settle, {"message": "A careful reason."})
    assert refused.status_code == 403
    assert "A careful reason." in refused.content.decode()
    assert Thread.objects.get().concern_open
    lead = signed_in(helpline.lead)
    assert lead.post(settle, {"message": ""}).status_code == 422
    assert lead.post(settle, {"message": "Talked over with two colleagues."}).status_code == 302
    assert not Thread.objects.get().concern_open
    assert "Talked over with two colleagues." in mina.get(where).content.decode()


def test_a_withdrawn_thread_under_a_concern_is_for_leads_alone(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    concern = raise_concern(
        opened=as_practitioner(helpline, opened), kind="named-child", words="", by=helpline.mina.row.pk
    )
    actions.withdraw(opened=queries.opened_by_token(opened.token))
    where = f"/desk/{opened.thread_id}/"
    assert mina.get(where).status_code == 404
    assert mina.post(f"{where}erase/").status_code == 404
    lead = signed_in(helpline.lead)
    assert TEXT in lead.get(where).content.decode()
    assert lead.post(f"{where}erase/").status_code == 409
    settled = lead.post(f"{where}concern/{concern}/settle/", {"message": "Nobody is at risk."})
    assert "The concern is settled" in lead.get(settled["Location"]).content.decode()
    assert settled["Location"] == "/desk/?done=settle_concern"
    assert not Thread.objects.exists()


def test_marking_a_concern_on_an_erased_thread_hands_it_to_the_leads_and_says_so(
    mina: Client, helpline: Helpline
) -> None:
    opened = write_to(helpline)
    actions.withdraw(opened=queries.opened_by_token(opened.token))
    answer = mina.post(f"/desk/{opened.thread_id}/concern/", {"kind": "other"}, follow=True)
    assert answer.status_code == 200
    assert "only a safeguarding lead sees it now" in answer.content.decode()
    assert mina.get(f"/desk/{opened.thread_id}/").status_code == 404


def test_an_erased_thread_is_read_before_it_is_gone(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    actions.withdraw(opened=queries.opened_by_token(opened.token))
    where = f"/desk/{opened.thread_id}/"
    answer = mina.post(f"{where}erase/")
    assert answer.status_code == 409
    assert "not read yet" in answer.content.decode()
    assert TEXT in mina.get(where).content.decode()
    assert mina.post(f"{where}erase/")["Location"] == "/desk/?done=erase"
    assert not Thread.objects.exists()


def test_somebody_without_the_lines_key_sees_nothing(helpline: Helpline) -> None:
    opened = write_to(helpline)
    outsider = signed_in(person("sam@larkmere.example", "Sam Outside"))
    assert "Nobody is waiting." in outsider.get("/desk/").content.decode()
    assert outsider.get(f"/desk/{opened.thread_id}/").status_code == 404
    assert outsider.post(f"/desk/{opened.thread_id}/take/").status_code == 404
    assert outsider.get(f"/desk/{uuid4()}/").status_code == 404


def test_an_administrator_who_is_no_member_opens_nothing(helpline: Helpline) -> None:
    write_to(helpline)
    LineKeyHold.objects.filter(practitioner=helpline.lead.row).delete()
    assert "Nobody is waiting." in signed_in(helpline.lead).get("/desk/").content.decode()


@pytest.mark.parametrize("query", ["?view=nonsense", "?page=0", "?page=x", "?page=99999999999999999999", "?view=%00"])
def test_odd_queries_show_the_first_page(mina: Client, query: str) -> None:
    assert mina.get(f"/desk/{query}").status_code == 200


@pytest.mark.parametrize("count", [3, 1_000])
def test_the_list_costs_the_same_queries_however_many_threads(
    mina: Client, helpline: Helpline, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    many_threads(helpline, count, messages=20 if count > 3 else 1)
    mina.get("/desk/")
    with django_assert_num_queries(17):
        page = mina.get("/desk/").content.decode()
    assert page.count('class="row"') == min(count, 50)
    assert "Heron" in page


# Signing in, and what opens with it.


@pytest.mark.parametrize(
    ("email", "password"), [("mina@larkmere.example", "wrong password!"), ("nobody@larkmere.example", PASSWORD)]
)
def test_a_wrong_sign_in_says_one_thing_only(helpline: Helpline, email: str, password: str) -> None:
    answer = Client().post("/sign-in/", {"email": email, "password": password})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "don&#x27;t go together" in page
    assert email in page
    assert password not in page
    assert Entry.objects.filter(act=Act.SIGN_IN_REFUSED).count() == 1


def test_an_email_is_not_particular_about_capitals(helpline: Helpline) -> None:
    assert Client().post("/sign-in/", {"email": "MINA@larkmere.example", "password": PASSWORD}).status_code == 302


def test_somebody_who_left_can_not_sign_in(helpline: Helpline) -> None:
    Practitioner.objects.filter(pk=helpline.mina.row.pk).update(is_active=False)
    assert Client().post("/sign-in/", {"email": "mina@larkmere.example", "password": PASSWORD}).status_code == 400


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/desk/?view=mine", "/desk/?view=mine"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("/\\evil.example", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_after_signing_in_only_our_own_paths_are_led_to(helpline: Helpline, wanted: str, led_to: str) -> None:
    answer = Client().post("/sign-in/", {"email": "mina@larkmere.example", "password": PASSWORD, "next": wanted})
    assert answer["Location"] == led_to


def test_sign_in_is_limited_by_visitor_and_never_locks_anybody_elsewhere(helpline: Helpline) -> None:
    here = {"quietline.visitor": b"here"}
    answers = [
        Client().post("/sign-in/", {"email": "mina@larkmere.example", "password": "x" * 12}, **here) for _ in range(11)
    ]
    assert answers[-1].status_code == 429
    assert "mina@larkmere.example" in answers[-1].content.decode()
    elsewhere = {"quietline.visitor": b"elsewhere"}
    assert (
        Client().post("/sign-in/", {"email": "mina@larkmere.example", "password": PASSWORD}, **elsewhere).status_code
        == 302
    )


def test_the_session_row_alone_opens_nothing(mina: Client, helpline: Helpline) -> None:
    """Somebody who stole the database has the row, not what stands in the cookies."""
    opened = write_to(helpline)
    row, thief = Session.objects.get(), Client()
    assert mina.cookies["quietline-desk"].value not in f"{row.pk}{row.session_data}{row.get_decoded()}"
    thief.cookies["quietline-desk"] = row.pk
    # The second needs no line key: it opens by the session's cookie alone.
    for path in (f"/desk/{opened.thread_id}/", "/desk/duty/", "/account/"):
        assert thief.get(path)["Location"].startswith("/sign-in/")
    thief.cookies["quietline-desk"], thief.cookies["quietline-key"] = mina.cookies["quietline-desk"].value, "A" * 43
    assert thief.get("/desk/duty/").status_code == 200
    assert thief.get(f"/desk/{opened.thread_id}/")["Location"].startswith("/sign-in/")
    assert helpline.mina.private not in str(Session.objects.get().get_decoded()).encode()


def test_the_cookies_alone_open_nothing_after_signing_out(mina: Client, helpline: Helpline) -> None:
    mina.get("/desk/")
    kept = {name: morsel.value for name, morsel in mina.cookies.items()}
    assert set(kept) == {"quietline-desk", "quietline-key", "quietline-csrf"}
    assert mina.post("/sign-out/")["Location"] == "/sign-in/"
    again = Client()
    for name, value in kept.items():
        again.cookies[name] = value
    assert again.get("/desk/")["Location"].startswith("/sign-in/")
    assert not Session.objects.exists()


@pytest.mark.parametrize("minutes", [31, -5])
def test_half_an_hour_away_shuts_the_keys_and_keeps_the_reply(mina: Client, helpline: Helpline, minutes: int) -> None:
    """A clock that was moved back counts as away, too."""
    import time

    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    later = time.time() + timedelta(minutes=minutes).total_seconds()
    with patch("quietline.team.keys.time.time", return_value=later):
        assert "again=1" in mina.get(where)["Location"]
        answer = mina.post(where, {"message": "A careful reply."})
    assert answer.status_code == 401
    assert "A careful reply." in answer.content.decode()
    assert Message.objects.count() == 1


def test_a_shift_ends_after_ten_hours_however_busy(mina: Client) -> None:
    import time

    began = time.time()
    for minutes in range(0, 601, 20):
        with patch("quietline.team.keys.time.time", return_value=began + minutes * 60):
            assert mina.get("/desk/").status_code == 200, minutes
    with patch("quietline.team.keys.time.time", return_value=began + 611 * 60):
        assert "again=1" in mina.get("/desk/")["Location"]


def test_the_row_of_a_session_that_ran_out_is_taken_away(mina: Client) -> None:
    life = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=25) < life <= timedelta(minutes=30)
    shut_idle_sessions()
    assert Session.objects.exists()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    shut_idle_sessions()
    assert not Session.objects.exists()


def test_a_flood_of_sign_ins_is_sent_away_before_it_fills_the_memory(helpline: Helpline) -> None:
    given = {"email": "mina@larkmere.example", "password": PASSWORD}
    with patch("quietline.team.sign_in.trying.gate", Gate(workers=1, waiting=0)) as gate, gate.passed():
        answer = Client().post("/sign-in/", given)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert Client().post("/sign-in/", given).status_code == 302


def test_a_password_is_the_same_however_its_accents_are_composed(helpline: Helpline) -> None:
    team.add_practitioner(
        email="zoe@larkmere.example", name="Zoe", shown_as="Zoe", password="café by the river", by=None
    )
    given = {"email": "zoe@larkmere.example", "password": "cafe\u0301 by the river"}
    assert Client().post("/sign-in/", given).status_code == 302


# States.


def test_every_step_of_the_table_and_no_other() -> None:
    for state in State:
        for event in Event:
            if (state, event) in STEPS:
                assert after(state, event) == STEPS[state, event]
            else:
                with pytest.raises(NotPossible):
                    after(state, event)


@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_of_many_who_take_at_once_one_holds_it(kept_helpline: Helpline) -> None:
    opened = write_to(kept_helpline)
    outcomes: list[str] = []
    start = threading.Barrier(10)

    def take(by: object) -> None:
        start.wait()
        try:
            actions.take(thread_id=opened.thread_id, by=by)  # type: ignore[arg-type]
            outcomes.append("held")
        except HeldByAnother:
            outcomes.append("second")
        finally:
            connections.close_all()

    people = [kept_helpline.mina.row.pk, kept_helpline.tom.row.pk] * 5
    threads = [threading.Thread(target=take, args=(by,)) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["held"] * 5 + ["second"] * 5
    assert [act for act, _ in acts_on(opened.thread_id)] == [Act.THREAD_TAKEN]


@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_messages_sent_at_once_share_a_transaction_and_stay_in_order(kept_helpline: Helpline) -> None:
    opened = [write_to(kept_helpline, f"Thread {number}.") for number in range(4)]
    failures: list[Exception] = []

    def send(number: int) -> None:
        try:
            thread = queries.opened_by_token(opened[number % 4].token)
            for turn in range(10):
                actions.send(opened=thread, text=f"{number} says {turn}.", draft=f"{number * 100 + turn:032x}")
        except Exception as error:  # whatever it is, the test must see it
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for each in opened:
        texts = [
            message.text for message in queries.messages_of(as_practitioner(kept_helpline, each), for_seeker=False)
        ]
        rows = Message.objects.filter(thread=each.thread_id)
        assert list(rows.values_list("sequence", flat=True)) == list(range(1, 42))
        for number in range(16):
            mine = [text for text in texts if text.startswith(f"{number} says")]
            assert mine in ([], [f"{number} says {turn}." for turn in range(10)])


def test_new_messages_is_told_to_a_reply_only(helpline: Helpline) -> None:
    opened = write_to(helpline)
    on_desk = as_practitioner(helpline, opened)
    with pytest.raises(NewMessages):
        actions.reply(opened=on_desk, text="Late.", draft="a" * 32, seen=0, by=helpline.mina.row.pk)
