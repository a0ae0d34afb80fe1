"""The live wire over real sockets: nothing lost, nothing doubled, nobody in limbo."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import time, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact import actions, outbox, queries
from quietline.contact.chat import actions as chat
from quietline.contact.chat.presence import presence
from quietline.contact.chat.queries import queue_of, standing_of
from quietline.contact.committing import ThreadGone
from quietline.contact.models import Addition, Thread
from quietline.contact.queries import opened_by_token
from quietline.tally.measures import Measure
from quietline.tally.queries import totals
from quietline.team.hours.models import OpenSpan
from quietline.team.hours.rules import Channel
from quietline.team.rota import actions as rota
from tests.factories.browsing import Browser, csrf, sign_in, words_on, write_first
from tests.factories.helpline import Helpline, signed_in, write_to
from tests.factories.server import STUCK_SECONDS, Server, copied

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def server(invented: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    limits = "writing=500/1, returning=500/1, sign-in=500/1, code=500/1"
    with copied(invented, tmp_path_factory.mktemp("chat"), limits=limits) as server:
        yield server.start()


class Stream:
    """Server-sent events as a browser reads them; an id counts from the blank line on."""

    def __init__(self, server: Server, browser: Browser, path: str, last: int | None = None) -> None:
        where = urlsplit(server.url)
        self.line = socket.create_connection((where.hostname, where.port), timeout=STUCK_SECONDS)
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        head = f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\n"
        if last is not None:
            head += f"Last-Event-ID: {last}\r\n"
        self.line.sendall(f"{head}\r\n".encode())
        self.got = b""

    def status(self) -> int:
        self.wait_for(b"\r\n\r\n")
        return int(self.got[9:12])

    def wait_for(self, mark: bytes, times: int = 1) -> None:
        while self.got.count(mark) < times:
            chunk = self.line.recv(65_536)
            assert chunk, self.got
            self.got += chunk

    def messages(self) -> list[tuple[int, str]]:
        found = re.findall(rb"id: (\d+)\nevent: message\ndata: (.*)\n\n", self.got)
        return [(int(number), json.loads(html)) for number, html in found]

    def close(self) -> None:
        self.line.close()


def say(server: Server, browser: Browser, text: str, draft: str = "a" * 32, **changes: str) -> tuple[int, str]:
    form = browser.fields(browser.get("/en/contact/thread/")) | {"message": text, "draft": draft} | changes
    page = browser.post("/en/contact/say/", form)
    return page.status, json.loads(page.body)["say"] if page.body else ""


def test_what_is_said_is_seen_and_after_a_break_nothing_is_lost_or_doubled(server: Server) -> None:
    seeker = Browser(server.url)
    write_first(seeker, "Number 1.")
    first = Stream(server, seeker, "/en/contact/live/?after=0")
    for number in range(2, 12):
        assert say(server, seeker, f"Number {number}.", draft=f"{number:032x}") == (204, "")
    first.wait_for(b"event: message", 11)
    first.close()
    assert [number for number, _ in first.messages()] == list(range(1, 12))
    for number in range(12, 15):
        say(server, seeker, f"Number {number}.", draft=f"{number:032x}")
    again = Stream(server, seeker, "/en/contact/live/?after=0", last=11)
    again.wait_for(b"event: message", 3)
    assert [number for number, _ in again.messages()] == [12, 13, 14]
    assert "Number 13." in again.messages()[1][1]
    again.close()


def test_a_message_said_twice_from_one_form_is_kept_once(server: Server) -> None:
    seeker = Browser(server.url)
    write_first(seeker, "Number 1.")
    for _ in range(3):
        assert say(server, seeker, "Said with a nervous hand.")[0] == 204
    assert seeker.get("/en/contact/thread/").text.count("Said with a nervous hand.") == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"message": ""}, 422),
        ({"message": " \n "}, 422),
        ({"message": "x" * 8_001}, 413),
        ({"token": "wrong"}, 403),
    ],
)
def test_what_can_not_be_kept_is_said_why(server: Server, changes: dict[str, str], status: int) -> None:
    seeker = Browser(server.url)
    write_first(seeker, "Number 1.")
    text = changes.pop("message", "A message.")
    got, sentence = say(server, seeker, text, **changes)
    assert got == status
    assert sentence


def test_files_other_sites_and_strangers_are_refused(server: Server) -> None:
    seeker = Browser(server.url)
    write_first(seeker, "Number 1.")
    form = seeker.fields(seeker.get("/en/contact/thread/")) | {"message": "A message."}
    elsewhere = Browser(server.url, {"Origin": "https://elsewhere.example"}, seeker.cookies)
    assert elsewhere.post("/en/contact/say/", form).status == 403
    files = Browser(server.url, {"Content-Type": "multipart/form-data; boundary=x"}, seeker.cookies)
    assert files.post("/en/contact/say/", form).status == 413
    assert Browser(server.url).post("/en/contact/say/", form).status == 403
    assert Browser(server.url).get("/en/contact/live/").status == 403
    assert seeker.get("/en/contact/say/").status == 405
    assert Browser(server.url).post("/en/contact/typing/", {}).status == 204


def test_a_stream_ends_when_its_thread_is_shut_here(server: Server) -> None:
    seeker = Browser(server.url)
    write_first(seeker, "Number 1.")
    stream = Stream(server, seeker, "/en/contact/live/")
    stream.wait_for(b"event: message")
    seeker.get("/en/contact/left/")
    stream.wait_for(b"0\r\n\r\n")
    stream.close()


def test_a_practitioner_hears_the_threads_they_may_see_only(server: Server) -> None:
    seeker, desk = Browser(server.url), Browser(server.url)
    write_first(seeker, "For the desk.", nickname="Pochard")
    email, password, _ = server.sign_ins()[1]
    listed = sign_in(desk, server, email, password).text
    thread = next(part for part in listed.split('href="/desk/')[1:] if "Pochard" in part).split('"')[0]
    with closing(Stream(server, desk, f"/desk/{thread}live/?after=0")) as stream:
        stream.wait_for(b"event: message")
        assert "For the desk." in stream.messages()[0][1]
        with closing(Stream(server, seeker, "/en/contact/live/?after=1")) as theirs:
            theirs.wait_for(b"event: read")
            assert desk.post(f"/desk/{thread}typing/", {}).status == 204
            theirs.wait_for(b"event: typing")
        assert seeker.post("/en/contact/typing/", {}).status == 204
        stream.wait_for(b"event: typing")
    for stranger in (Browser(server.url), seeker):
        with closing(Stream(server, stranger, f"/desk/{thread}live/")) as stream:
            assert stream.status() == 403
    with closing(Stream(server, desk, "/desk/00000000-0000-4000-8000-000000000000/live/")) as stream:
        assert stream.status() == 403


def test_a_stream_ends_with_the_session_and_with_the_role_that_let_somebody_hear_it(server: Server) -> None:
    (boss, boss_password, _), _, (email, password, _) = server.sign_ins()[:3]
    admin, tom = Browser(server.url), Browser(server.url)
    sign_in(admin, server, boss, boss_password)
    team = admin.get("/desk/team/").text
    (person,) = re.findall(r"/desk/team/([-0-9a-f]+)/roles/.{0,40}of Tom Fairburn", team, re.DOTALL)
    where = f"/desk/team/{person}/roles/"
    form = {"csrfmiddlewaretoken": csrf(admin.get(where))}

    def ends_after(path: str) -> None:
        seeker = Browser(server.url)
        write_first(seeker, "For one who is gone.", nickname="Smew")
        listed = sign_in(tom, server, email, password).text
        thread = next(part for part in listed.split('href="/desk/')[1:] if "Smew" in part).split('"')[0]
        streams = [Stream(server, tom, f"/desk/{thread}live/?after=0"), Stream(server, tom, "/desk/live/")]
        streams[0].wait_for(b"event: message")
        assert admin.post(path, form).status == 200
        for stream in streams:
            with closing(stream):
                stream.wait_for(b"0\r\n\r\n")

    ends_after(f"/desk/team/{person}/end-sessions/")
    held = re.findall(
        rf"{where}([-0-9a-f]+)/take/[^<]*<[^>]*>[^<]*<[^>]*>Take<[^>]*> the role practitioner", admin.get(where).text
    )
    ends_after(f"{where}{held[0]}/take/")
    assert admin.post(where, form | {"role": "practitioner", "line": ""}).status == 200


def test_whoever_has_a_thread_open_sees_who_looks_on(server: Server) -> None:
    seeker, desks = Browser(server.url), [Browser(server.url), Browser(server.url)]
    write_first(seeker, "For two at once.", nickname="Gadwall")
    streams = []
    for desk, (email, password, _) in zip(desks, server.sign_ins()[1:3], strict=True):
        listed = sign_in(desk, server, email, password).text
        thread = next(part for part in listed.split('href="/desk/')[1:] if "Gadwall" in part).split('"')[0]
        streams.append(Stream(server, desk, f"/desk/{thread}live/?after=0"))
        streams[-1].wait_for(b"event: message")
    first, second = streams
    with closing(first):
        with closing(second):
            first.wait_for(b"event: looking")
            second.wait_for(b"event: looking")
        first.wait_for(b"event: looking", 2)
    names = [json.loads(data) for data in re.findall(rb"event: looking\ndata: (.*)\n", first.got)]
    assert (len(names[0]), names[1]) == (1, [])


def test_a_failure_on_a_served_page_is_logged_without_what_it_says(invented: Server, tmp_path: Path) -> None:
    # Django refuses to lead there.
    with copied(invented, tmp_path, exit_url="canary:nowhere") as server:
        server.start()
        assert Browser(server.url).get("/en/exit/").status in {400, 500}
        server.stop()
        printed = "\n".join(server.printed)
        assert "django" in printed
        assert "canary" not in printed
        assert "Traceback" not in printed


# The clock, and what it does about chats whose people vanished.


def live(helpline: Helpline, text: str = "A chat.") -> Thread:
    opened = write_to(helpline, text)
    chat.go_live(opened=opened_by_token(opened.token))
    return Thread.objects.get(pk=opened.thread_id)


def test_a_practitioner_who_vanishes_loses_the_claim_and_the_chat_its_place_never(helpline: Helpline) -> None:
    first, second = live(helpline, "First."), live(helpline, "Second.")
    actions.take(thread_id=first.pk, by=helpline.mina.row.pk)
    assert chat.free_chats_without_holder() == 0
    Thread.objects.filter(pk=first.pk).update(claim_seen_at=timezone.now() - timedelta(seconds=61))
    assert chat.free_chats_without_holder() == 1
    freed = Thread.objects.get(pk=first.pk)
    assert (freed.state, freed.claimed_by) == ("waiting", None)
    assert acts_on(first.pk)[-1] == (Act.CLAIM_LOST, None)
    standing = standing_of(first.pk)
    assert standing is not None
    assert queue_of(standing).place == 1  # type: ignore[union-attr]
    assert second.pk != first.pk


def test_a_page_that_is_open_keeps_the_claim(helpline: Helpline) -> None:
    thread = live(helpline)
    actions.take(thread_id=thread.pk, by=helpline.mina.row.pk)
    Thread.objects.update(claim_seen_at=timezone.now() - timedelta(seconds=61))
    with presence.of_holder(thread.pk, helpline.mina.row.pk):
        presence.write()
    assert chat.free_chats_without_holder() == 0


def test_a_colleagues_page_keeps_nobodys_claim(helpline: Helpline) -> None:
    thread = live(helpline)
    actions.take(thread_id=thread.pk, by=helpline.mina.row.pk)
    Thread.objects.update(claim_seen_at=timezone.now() - timedelta(seconds=61))
    with presence.of_holder(thread.pk, helpline.tom.row.pk), presence.of_seeker(thread.pk):
        presence.write()
    assert chat.free_chats_without_holder() == 1


def test_what_was_shown_is_never_taken_back(helpline: Helpline) -> None:
    thread = live(helpline)
    for sequence, seen in ((3, 3), (2, 3), (4, 4)):
        presence.show(thread.pk, sequence)
        presence.write()
        assert Thread.objects.get(pk=thread.pk).seeker_seen == seen
        assert presence.shown(thread.pk) == 0


def test_a_message_that_nobody_sits_in_front_of_is_never_taken_from_its_holder(helpline: Helpline) -> None:
    opened = write_to(helpline)
    actions.take(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    Thread.objects.update(claim_seen_at=timezone.now() - timedelta(days=2))
    assert chat.free_chats_without_holder() == 0


def test_a_chat_whose_seeker_went_goes_on_as_a_message(helpline: Helpline) -> None:
    thread = live(helpline)
    assert chat.end_chats_without_seeker() == 0
    Thread.objects.update(live_seen_at=timezone.now() - timedelta(seconds=121))
    assert chat.end_chats_without_seeker() == 1
    thread.refresh_from_db()
    assert (thread.live_since, thread.state) == (None, "waiting")
    assert thread.waiting_since is not None


@pytest.mark.django_db(databases=["default", "figures"])
def test_a_chat_that_nobody_answered_counts_as_demand_with_what_was_amiss(helpline: Helpline) -> None:
    def went() -> None:
        thread = live(helpline)
        Thread.objects.update(live_seen_at=timezone.now() - timedelta(seconds=121))
        assert chat.end_chats_without_seeker() == 1
        assert Thread.objects.get(pk=thread.pk).state == "waiting"

    went()
    open_all_week(helpline)
    went()
    rota.go_on_duty(by=helpline.mina.row.pk, line=helpline.line, chats_each=1)
    went()
    outbox.carry()
    today = timezone.localdate()
    found = totals(measure=Measure.CONTACTS, since=today - timedelta(days=1), until=today, by=("channel", "outcome"))
    assert found == {("chat", "closed"): 1, ("chat", "busy"): 1, ("chat", "abandoned"): 1}


@pytest.mark.parametrize(("is_open", "outcome"), [(True, "busy"), (False, "closed")])
def test_a_chat_erased_while_it_waits_counts_once(helpline: Helpline, is_open: bool, outcome: str) -> None:
    if is_open:
        open_all_week(helpline)
    opened = write_to(helpline)
    chat.go_live(opened=opened_by_token(opened.token))
    erased = opened_by_token(opened.token)
    actions.withdraw(opened=erased)
    with pytest.raises(ThreadGone):
        actions.withdraw(opened=erased)
    Thread.objects.update(live_seen_at=timezone.now() - timedelta(seconds=121))
    assert chat.end_chats_without_seeker() == 0
    (row,) = Addition.objects.filter(measure=Measure.CONTACTS)
    assert (row.channel, row.outcome, row.amount) == ("chat", outcome, 1)


def test_a_chat_erased_after_it_was_taken_and_a_message_are_no_unmet_demand(helpline: Helpline) -> None:
    taken, message = write_to(helpline), write_to(helpline)
    chat.go_live(opened=opened_by_token(taken.token))
    actions.take(thread_id=taken.thread_id, by=helpline.mina.row.pk)
    for opened in (taken, message):
        actions.withdraw(opened=opened_by_token(opened.token))
    assert not Addition.objects.filter(measure=Measure.CONTACTS).exists()


def test_chats_that_end_together_ask_for_hours_and_room_once(helpline: Helpline) -> None:
    asked = []
    for number in (1, 4):
        for _ in range(number):
            live(helpline)
        Thread.objects.update(live_seen_at=timezone.now() - timedelta(seconds=121))
        with CaptureQueriesContext(connection) as queries_made:
            assert chat.end_chats_without_seeker() == number
        asked.append(len(queries_made))
    assert asked[0] == asked[1]


def test_a_chat_that_was_answered_is_no_unmet_demand(helpline: Helpline) -> None:
    thread = live(helpline)
    actions.take(thread_id=thread.pk, by=helpline.mina.row.pk)
    Thread.objects.update(live_seen_at=timezone.now() - timedelta(seconds=121))
    assert chat.end_chats_without_seeker() == 1
    assert not Addition.objects.filter(measure=Measure.CONTACTS).exists()


def test_leaving_ends_the_chat_and_keeps_the_message(helpline: Helpline) -> None:
    opened = write_to(helpline)
    chat.go_live(opened=opened_by_token(opened.token))
    actions.leave(token=opened.token)
    assert Thread.objects.get().live_since is None


def test_danger_goes_first_then_who_is_here_then_who_waits_longest(helpline: Helpline) -> None:
    message = write_to(helpline, "A message.")
    chatting = live(helpline, "A chat.")
    urgent = live(helpline, "Danger.")
    Thread.objects.filter(pk=urgent.pk).update(urgent=True)
    visible = queries.visible_threads([helpline.line], safeguarding_lead=False)
    order = [thread.pk for thread in queries.in_view(visible, "waiting", helpline.mina.row.pk)]
    assert order == [urgent.pk, chatting.pk, message.thread_id]
    assert [queue_of(standing_of(each.pk)).place for each in (urgent, chatting)] == [1, 2]  # type: ignore[arg-type, union-attr]
    assert queue_of(standing_of(message.thread_id)) is None  # type: ignore[arg-type]


def begin(client: Client, **changes: str) -> int:
    given = {
        "message": "I would like to talk.",
        "danger": "none",
        "nickname": "",
        "statement": "uk-two-keys/1",
        "draft": "b" * 32,
    }
    return client.post("/en/contact/chat/", given | changes).status_code


def test_a_chat_begins_with_the_closed_question(helpline: Helpline) -> None:
    assert begin(Client()) == 302
    thread = Thread.objects.get()
    assert (thread.urgent, thread.live_since is not None) == (False, True)


@pytest.mark.parametrize("danger", ["others", "myself"])
def test_danger_leads_to_help_first(helpline: Helpline, danger: str) -> None:
    client = Client()
    answer = client.post(
        "/en/contact/chat/", {"message": "Now.", "danger": danger, "statement": "uk-two-keys/1", "draft": "c" * 32}
    )
    assert answer["Location"] == "/en/contact/chat/danger/"
    page = client.get("/en/contact/chat/danger/").content.decode()
    assert "116 123" in page
    assert "/en/contact/phrase/" in page
    assert Thread.objects.get().urgent


@pytest.mark.parametrize("changes", [{"danger": ""}, {"danger": "perhaps"}, {"message": ""}, {"message": "x" * 8_001}])
def test_a_chat_that_can_not_begin_keeps_what_was_typed(helpline: Helpline, changes: dict[str, str]) -> None:
    assert begin(Client(), **changes) == 422
    assert not Thread.objects.exists()


def open_all_week(helpline: Helpline) -> None:
    for weekday in range(7):
        OpenSpan.objects.create(
            line=helpline.line, channel=Channel.CHAT, weekday=weekday, opens=time(0, 0), closes=time(0, 0)
        )


def said_before_a_chat() -> str:
    return Client().get("/en/contact/chat/").content.decode()


def test_the_page_promises_no_more_than_is_there(helpline: Helpline) -> None:
    assert "Nobody is there for a chat now." in said_before_a_chat()
    open_all_week(helpline)
    assert "Everybody is busy or away at this moment." in said_before_a_chat()
    rota.go_on_duty(by=helpline.mina.row.pk, line=helpline.line, chats_each=1)
    assert "Somebody is there now." in said_before_a_chat()
    live(helpline)
    assert "Everybody is busy or away at this moment." in said_before_a_chat()


def test_the_pages_of_a_chat_need_its_cookie(helpline: Helpline) -> None:
    for path in ("danger", "room"):
        assert Client().get(f"/en/contact/chat/{path}/")["Location"] == "/en/return/"
    assert Client().post("/en/contact/chat/now/")["Location"] == "/en/return/"


def test_a_conversation_becomes_a_chat_when_its_seeker_stays(helpline: Helpline) -> None:
    opened = write_to(helpline)
    seeker = Client()
    seeker.cookies["quietline"] = opened.token
    page = seeker.get("/en/contact/thread/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    assert seeker.post("/en/contact/chat/now/", {"token": "wrong"}).status_code == 302
    assert Thread.objects.get().live_since is None
    seeker.post("/en/contact/chat/now/", {"token": token})
    assert Thread.objects.get().live_since is not None
    assert "chat" in signed_in(helpline.mina).get("/desk/").content.decode()


def test_the_room_shows_everything_and_then_what_comes(server: Server) -> None:
    seeker = Browser(server.url)
    words = words_on(
        seeker.post(
            "/en/contact/chat/",
            {
                "message": "In the room.",
                "danger": "none",
                "nickname": "",
                "statement": "uk-two-keys/1",
                "draft": "d" * 32,
            },
        )
    )
    assert len(words) == 8
    with closing(Stream(server, seeker, "/en/contact/chat/room/")) as room:
        room.wait_for(b"In the room.")
        assert b"</html>" not in room.got
        assert b'href="/en/contact/erase/"' in room.got
        say(server, seeker, "Said while the page stood open.")
        room.wait_for(b"Said while the page stood open.")
        assert room.got.count(b"data-message ") == 2


def test_forms_of_strangers_can_not_use_an_encoding_trick(server: Server) -> None:
    seeker = Browser(server.url)
    write_first(seeker, "Number 1.")
    body = urlencode({"message": "\x00\u202eodd\u2066"}).encode() + b"&message=second&token=%ff%fe"
    assert seeker.post("/en/contact/say/", {"message": body.decode("latin-1")}).status == 403
