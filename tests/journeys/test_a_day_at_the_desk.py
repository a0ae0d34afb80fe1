"""One walk through a day: a phone without script, two desks, and whatever comes between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.factories.founded import MINA, TOM
from tests.factories.server import Server
from tests.journeys.conftest import DESKTOP, LONDON, PHONE, context, follow, sign_in_as
from tests.journeys.test_first_page_to_first_reply import come_back, confirm

NUMBER = "07700 900461"  # reserved for drama


@dataclass(frozen=True)
class Three:
    """Who takes part, each with a browser of their own."""

    seeker: Page
    mina: Page
    tom: Page


@pytest.fixture
def three(chromium: Browser, open_helpline: Server) -> Iterator[Three]:
    phone = context(chromium, open_helpline, viewport=PHONE, java_script_enabled=False)
    desks = [context(chromium, open_helpline, viewport=DESKTOP) for _ in range(2)]
    mina, tom = (each.new_page() for each in desks)
    sign_in_as(mina, open_helpline, MINA)
    sign_in_as(tom, open_helpline, TOM)
    yield Three(phone.new_page(), mina, tom)
    for each in (phone, *desks):
        each.close()


def messages(page: Page) -> Locator:
    return page.locator("[data-message]")


def send(seeker: Page, text: str) -> None:
    """Press the button as a thumb does: the page that comes stays open, so nobody waits for its end."""
    seeker.get_by_label("Write a message").fill(text)
    seeker.get_by_role("button", name="Send", exact=True).click(no_wait_after=True)


def reply(desk: Page, text: str) -> None:
    desk.get_by_label("Your reply").fill(text)
    follow(desk, desk.get_by_role("button", name="Send"))
    expect(messages(desk).filter(has_text=text)).to_have_count(1)


def both_show(pages: tuple[Page, ...], *said: str) -> None:
    """Each of the pages shows these messages once and no other; a phone without script has the newest on top."""
    for page in pages:
        expect(messages(page)).to_have_count(len(said))
        for text in said:
            expect(messages(page).filter(has_text=text)).to_have_count(1)


def test_a_day_at_the_desk(three: Three) -> None:
    words = they_chat(three)
    a_connection_is_lost(three)
    mina_hands_over_to_tom(three)
    the_seeker_leaves_and_comes_back(three, words)
    asks_for_a_call(three)
    tom_rings(three)
    record = tom_writes_the_record(three)
    tom_corrects_it(three, record)
    tom_promises_to_come_back_and_closes(three, words)


def they_chat(three: Three) -> list[str]:
    seeker, mina = three.seeker, three.mina
    follow(mina, mina.get_by_role("button", name="Go on duty"))
    expect(mina.get_by_role("link", name="On duty")).to_be_visible()
    seeker.goto("/en/contact/")
    follow(seeker, seeker.get_by_role("link", name="Chat").first)
    expect(seeker.get_by_text("Somebody is there now.")).to_be_visible()
    follow(seeker, seeker.get_by_role("button", name="I have read this"))
    seeker.get_by_label("What would you like to talk about?").fill("I would like to talk about my internet use.")
    seeker.get_by_label("What should we call you?").fill("Heron")
    follow(seeker, seeker.get_by_role("button", name="Begin the chat"))
    words = seeker.locator("[data-return-phrase] li").all_inner_texts()
    enter_the_room(seeker, seeker.get_by_role("link", name="On to the chat"))
    expect(seeker.get_by_text("You are number 1 in the queue.")).to_be_visible()

    mina.goto("/desk/")
    follow(mina, mina.get_by_role("link", name="Heron"))
    follow(mina, mina.get_by_role("button", name="Take", exact=True))
    expect(seeker.get_by_text("Somebody is with you now.")).to_be_visible()
    reply(mina, "Hello Heron, I am Mina.")
    both_show((seeker, mina), "my internet use", "I am Mina")
    send(seeker, "Thank you for being there.")
    both_show((seeker, mina), "my internet use", "I am Mina", "being there")
    return words


def enter_the_room(seeker: Page, link: Locator) -> None:
    link.click(no_wait_after=True)
    seeker.wait_for_url("**/contact/chat/room/", wait_until="commit")


def a_connection_is_lost(three: Three) -> None:
    """On the way there, then on the way back: the browser's own “try again” sends it once more, and it stands once."""
    seeker, mina = three.seeker, three.mina
    said = ["my internet use", "I am Mina", "being there"]
    seeker.context.set_offline(True)
    send(seeker, "Sent from a tunnel.")
    expect(messages(seeker)).to_have_count(0)
    reply(mina, "Said while the train was in the tunnel.")
    both_show((mina,), *said, "Said while")
    seeker.context.set_offline(False)
    seeker.reload(wait_until="commit")
    both_show((seeker, mina), *said, "Said while", "from a tunnel")

    answered: list[int] = []

    def lose_the_answer(route: Route) -> None:
        answered.append(route.fetch(max_redirects=0).status)
        route.abort("connectionreset")

    seeker.route("**/contact/thread/", lose_the_answer)
    send(seeker, "Its answer gets lost.")
    expect(messages(seeker)).to_have_count(0)
    both_show((mina,), *said, "Said while", "from a tunnel", "gets lost")
    assert answered == [302]
    seeker.unroute("**/contact/thread/")
    seeker.reload(wait_until="commit")
    both_show((seeker, mina), *said, "Said while", "from a tunnel", "gets lost")


def mina_hands_over_to_tom(three: Three) -> None:
    seeker, mina, tom = three.seeker, three.mina, three.tom
    note = "Heron knows that you go on. Ask how the week was."
    unfold(mina, "Hand over to a colleague")
    mina.get_by_label("To", exact=True).select_option(TOM.name)
    mina.get_by_label("What they should know").fill(note)
    follow(mina, mina.get_by_role("button", name="Hand over", exact=True))
    expect(mina.get_by_text("The thread is handed over.")).to_be_visible()

    tom.goto("/desk/?view=mine")
    follow(tom, tom.get_by_role("link", name="Heron"))
    expect(tom.get_by_text(note)).to_be_visible()
    reply(tom, "I am Tom, and I go on for Mina.")
    expect(messages(seeker)).to_have_count(7)
    expect(messages(seeker).filter(has_text="I go on for Mina")).to_contain_text("Tom")
    expect(seeker.get_by_text(note)).to_have_count(0)

    mina.goto("/desk/?view=taken")
    follow(mina, mina.get_by_role("link", name="Heron"))
    expect(mina.get_by_text("held by Tom Fairburn")).to_be_visible()
    expect(messages(mina)).to_have_count(7)


def unfold(page: Page, summary: str) -> None:
    """Open what is folded, if it is."""
    fold = page.get_by_role("group").filter(has_text=summary)
    if fold.count() and fold.first.get_attribute("open") is None:
        page.get_by_text(summary).first.click()


def the_seeker_leaves_and_comes_back(three: Three, words: list[str]) -> None:
    seeker = three.seeker
    seeker.goto("/en/contact/phrase/")
    confirm(seeker, words)
    # It leads back to the chat, and that page on to the room.
    seeker.wait_for_url("**/contact/chat/room/", wait_until="commit")
    seeker.goto("/en/contact/left/")
    expect(seeker.get_by_role("heading", name="You have left")).to_be_visible()
    come_back(seeker, words)
    expect(messages(seeker)).to_have_count(7)
    expect(messages(seeker).last).to_contain_text("I go on for Mina")
    three.tom.reload()
    expect(three.tom.get_by_text("confirmed", exact=True)).to_be_visible()


def asks_for_a_call(three: Three) -> None:
    seeker, tom = three.seeker, three.tom
    follow(seeker, seeker.get_by_role("link", name="You ring me"))
    # Not the first one on offer: it may be too near by the time the form arrives.
    seeker.get_by_label("When?").select_option(index=2)
    seeker.get_by_label("Your phone number").fill(NUMBER)
    # From an hour ago: it is safe now, although the time that was chosen is still to come.
    now = datetime.now(LONDON)
    seeker.get_by_label("Safe to ring from").fill(f"{now - timedelta(hours=1):%H:%M}")
    seeker.get_by_label("Safe to ring until").fill(f"{now + timedelta(hours=4):%H:%M}")
    seeker.get_by_label("Whom should we ask for?").fill("Wren")
    follow(seeker, seeker.get_by_role("button", name="Ask for the call"))
    expect(seeker.get_by_text("We ring you on")).to_be_visible()
    expect(messages(seeker)).to_have_count(8)
    expect(messages(seeker).last).to_contain_text("I would like a call.")

    tom.goto("/desk/call-backs/")
    expect(tom.get_by_text(NUMBER)).to_have_count(0)
    follow(tom, tom.get_by_role("link", name="we ring"))
    expect(tom.get_by_text("booked")).to_be_visible()
    expect(tom.get_by_text(NUMBER)).to_have_count(0)


def tom_rings(three: Three) -> None:
    seeker, tom = three.seeker, three.tom

    def press(button: str, theirs: str, ours: str) -> None:
        follow(tom, tom.get_by_role("button", name=button, exact=True))
        expect(tom.get_by_text(ours)).to_be_visible()
        seeker.goto("/en/contact/thread/")
        expect(seeker.get_by_text(theirs)).to_be_visible()

    follow(tom, tom.get_by_role("button", name="Show the number"))
    expect(tom.get_by_text(NUMBER)).to_be_visible()
    expect(tom.get_by_text("Ask for Wren")).to_be_visible()
    expect(tom.get_by_text("Leave no message.")).to_be_visible()
    press("Begin the call", "We are ringing you now.", "on the phone, Tom Fairburn")
    press("Not reached", "We rang and did not reach you.", "1 of 3")
    press("Begin the call", "We are ringing you now.", "2 of 3")
    press("Reached", "We have talked.", "reached, to be finished")


def tom_writes_the_record(three: Three) -> str:
    """While the call is not done it counts as one; then its number is destroyed. Returns the record's address."""
    seeker, tom = three.seeker, three.tom
    call = tom.url
    follow(tom, tom.get_by_role("button", name="Write the record"))
    record = tom.url
    expect(tom.get_by_role("heading", name="Call-back", exact=True)).to_be_visible()
    tom.get_by_label("Caller group").select_option("Own behaviour")
    tom.get_by_label("How it ended").select_option("Support given")
    tom.get_by_label("Minutes").fill("25")
    tom.get_by_role("group", name="Agreed actions").get_by_label("Use the self-help pages").check()
    tom.get_by_label("In a few words").fill("We agreed one step.")
    follow(tom, tom.get_by_role("button", name="Finish"))

    tom.goto(call)
    follow(tom, tom.get_by_role("button", name="Done"))
    expect(tom.get_by_text("The number is destroyed.")).to_be_visible()
    expect(tom.get_by_text(NUMBER)).to_have_count(0)
    seeker.goto("/en/contact/thread/")
    expect(seeker.get_by_text("Your call is over.")).to_be_visible()
    expect(seeker.get_by_text("Your number is sealed.")).to_have_count(0)
    return record


def tom_corrects_it(three: Three, record: str) -> None:
    tom = three.tom
    tom.goto(record)
    expect(tom.get_by_label("In a few words")).to_have_value("We agreed one step.")
    tom.get_by_label("How it ended").select_option("Actions agreed")
    tom.get_by_role("group", name="Agreed actions").get_by_label("Tell somebody they trust").check()
    follow(tom, tom.get_by_role("button", name="Correct the record"))

    mina = three.mina
    mina.goto(record)
    expect(mina.get_by_label("How it ended")).to_have_value("plan_agreed")
    agreed = mina.get_by_role("group", name="Agreed actions")
    expect(agreed.get_by_label("Use the self-help pages")).to_be_checked()
    expect(agreed.get_by_label("Tell somebody they trust")).to_be_checked()


def tom_promises_to_come_back_and_closes(three: Three, words: list[str]) -> None:
    """The promise is in everybody's list until the thread is closed."""
    seeker, mina, tom = three.seeker, three.mina, three.tom
    reason = "Heron wants to tell how the week went."
    due_on = datetime.now(LONDON).date() + timedelta(days=3)
    tom.goto("/desk/?view=mine")
    follow(tom, tom.get_by_role("link", name="Heron"))
    thread = tom.url
    unfold(tom, "Promise a follow-up")
    tom.get_by_label("Come back on").fill(f"{due_on}")
    tom.get_by_label("Why").fill(reason)
    follow(tom, tom.get_by_role("button", name="Promise it"))
    for desk in (mina, tom):
        desk.goto("/desk/follow-ups/")
        expect(desk.get_by_text(reason)).to_be_visible()
        expect(desk.get_by_text(re.compile(rf"\b{due_on.day} {due_on:%b %Y}"))).to_be_visible()

    tom.goto(thread)
    follow(tom, tom.get_by_role("button", name="Close", exact=True))
    expect(tom.get_by_text("The thread is closed.")).to_be_visible()
    for desk in (mina, tom):
        desk.goto("/desk/follow-ups/")
        expect(desk.get_by_text("Nothing is promised.")).to_be_visible()
    come_back(seeker, words)
    expect(seeker.get_by_text("This conversation was ended for now.")).to_be_visible()
    expect(seeker.get_by_text(reason)).to_have_count(0)
