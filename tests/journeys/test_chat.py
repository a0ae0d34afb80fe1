"""A chat in Chromium: with script, without script, and when one side vanishes."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Route, expect

from tests.factories.server import Server
from tests.journeys.conftest import NARROW, context, follow
from tests.journeys.test_first_page_to_first_reply import sign_in

TEXT = "I would like to talk to somebody about my internet use."


def begin(page: Page, text: str, nickname: str, language: str = "en") -> None:
    """From the ways to reach us to the page that shows the words."""
    page.goto(f"/{language}/contact/")
    follow(page, page.get_by_role("link", name="Chat", exact=False).first)
    follow(page, page.get_by_role("button", name="I have read this"))
    page.get_by_label("What would you like to talk about?").fill(text)
    page.get_by_label("What should we call you?").fill(nickname)
    follow(page, page.get_by_role("button", name="Begin the chat"))


def take(desk: Page, nickname: str) -> None:
    desk.goto("/desk/")
    follow(desk, desk.get_by_role("link", name=nickname))
    follow(desk, desk.get_by_role("button", name="Take", exact=True))


def say(seeker: Page, text: str) -> None:
    """Send a message from a page with script, and wait until the box is free for the next."""
    seeker.get_by_label("Write a message").fill(text)
    seeker.get_by_role("button", name="Send", exact=True).click()
    expect(seeker.get_by_label("Write a message")).to_have_value("")


def test_both_sides_see_each_other_at_once(chromium: Browser, server: Server, desktop: Page) -> None:
    seeker = context(chromium, server).new_page()
    sign_in(desktop, server)
    begin(seeker, TEXT, "Avocet")
    follow(seeker, seeker.get_by_role("link", name="On to the chat"))
    expect(seeker.locator("[data-standing]")).to_contain_text("in the queue")
    take(desktop, "Avocet")
    expect(seeker.locator("[data-standing]")).to_contain_text("Somebody is with you now.")

    desktop.get_by_label("Your reply").press_sequentially("Hello")
    expect(seeker.locator("[data-typing-note]")).to_contain_text("Somebody is typing")
    desktop.get_by_label("Your reply").fill("Hello, I am Mina. I am here.")
    follow(desktop, desktop.get_by_role("button", name="Send"))
    expect(seeker.locator("[data-message]").last).to_contain_text("Hello, I am Mina. I am here.")

    say(seeker, "Thank you for being there.")
    expect(desktop.locator("[data-message]").last).to_contain_text("Thank you for being there.")
    expect(seeker.locator("[data-message]").last).to_contain_text("Thank you for being there.")
    expect(seeker.get_by_label("Write a message")).to_have_value("")
    expect(seeker.locator("[data-message]")).to_have_count(3)
    expect(desktop.locator(".ours").last).to_have_attribute("data-mark", "shown to the seeker")
    desktop.get_by_label("Your reply").fill("It stands here although you wrote meanwhile.")
    follow(desktop, desktop.get_by_role("button", name="Send"))
    expect(seeker.locator("[data-message]")).to_have_count(4)
    seeker.context.close()


def test_a_tone_is_heard_by_whoever_switched_it_on(chromium: Browser, server: Server, desktop: Page) -> None:
    desktop.add_init_script(
        "window.tones = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function () { window.tones += 1; start.call(this); };"
    )
    seeker = context(chromium, server).new_page()
    sign_in(desktop, server)
    begin(seeker, TEXT, "Smew")
    follow(seeker, seeker.get_by_role("link", name="On to the chat"))
    take(desktop, "Smew")
    say(seeker, "Heard by nobody.")
    expect(desktop.locator("[data-message]").last).to_contain_text("Heard by nobody.")
    assert desktop.evaluate("tones") == 0
    desktop.get_by_role("button", name="Sound is off").click()
    expect(desktop.get_by_role("button", name="Sound is on")).to_be_visible()
    desktop.wait_for_function("tones === 1")
    say(seeker, "Heard this time.")
    expect(desktop.locator("[data-message]").last).to_contain_text("Heard this time.")
    desktop.wait_for_function("tones === 2")
    desktop.reload()
    expect(desktop.get_by_role("button", name="Sound is on")).to_be_visible()
    seeker.context.close()


def test_a_lost_connection_loses_and_doubles_nothing(chromium: Browser, server: Server, desktop: Page) -> None:
    seeker = context(chromium, server).new_page()
    sign_in(desktop, server)
    begin(seeker, TEXT, "Dotterel")
    follow(seeker, seeker.get_by_role("link", name="On to the chat"))
    take(desktop, "Dotterel")
    expect(seeker.locator("[data-standing]")).to_contain_text("Somebody is with you now.")
    seeker.context.set_offline(True)
    seeker.get_by_label("Write a message").fill("Typed while the train was in a tunnel.")
    seeker.get_by_role("button", name="Send", exact=True).click()
    expect(seeker.locator("[data-problem]")).to_contain_text("Your words are still in the box.")
    desktop.get_by_label("Your reply").fill("Said while you were away.")
    follow(desktop, desktop.get_by_role("button", name="Send"))
    expect(desktop.locator("[data-message]")).to_have_count(2)
    seeker.context.set_offline(False)
    expect(seeker.locator("[data-message]").last).to_contain_text("Said while you were away.")
    seeker.get_by_role("button", name="Send", exact=True).click()
    expect(desktop.locator("[data-message]").last).to_contain_text("Typed while the train was in a tunnel.")
    expect(seeker.locator("[data-message]")).to_have_count(3)
    seeker.context.close()


def test_what_is_typed_on_while_a_message_is_on_its_way_stays(chromium: Browser, server: Server) -> None:
    seeker = context(chromium, server).new_page()
    begin(seeker, TEXT, "Pintail")
    follow(seeker, seeker.get_by_role("link", name="On to the chat"))
    box = seeker.get_by_label("Write a message")
    held: list[Route] = []
    seeker.route("**/contact/say/", lambda route: held.append(route))
    box.fill("The first half.")
    with seeker.expect_request("**/contact/say/"):
        seeker.get_by_role("button", name="Send", exact=True).click()
    box.press_sequentially(" The second half.")
    held.pop().continue_()
    messages = seeker.locator("[data-message]")
    expect(messages).to_have_count(2)
    expect(box).to_have_value(" The second half.")
    seeker.unroute("**/contact/say/")
    seeker.get_by_role("button", name="Send", exact=True).click()
    expect(messages.last).to_contain_text("The second half.")
    expect(messages).to_have_count(3)
    seeker.context.close()


def test_the_same_chat_without_script(chromium: Browser, server: Server, desktop: Page) -> None:
    seeker = context(chromium, server, java_script_enabled=False, viewport=NARROW).new_page()
    sign_in(desktop, server)
    begin(seeker, TEXT, "Whinchat")
    seeker.get_by_role("link", name="On to the chat").click()
    seeker.wait_for_url("**/contact/chat/room/", wait_until="commit")
    expect(seeker.locator("[data-message]")).to_have_count(1)
    seeker.get_by_label("Write a message").fill("Half a sentence that must not be")
    take(desktop, "Whinchat")
    desktop.get_by_label("Your reply").fill("Hello, take your time.")
    follow(desktop, desktop.get_by_role("button", name="Send"))
    expect(seeker.locator("[data-message]").last).to_contain_text("Hello, take your time.")
    box = seeker.get_by_label("Write a message")
    assert box.input_value() == "Half a sentence that must not be"
    box.fill("Half a sentence that was not lost.")
    seeker.get_by_role("button", name="Send", exact=True).click(no_wait_after=True)
    expect(desktop.locator("[data-message]").last).to_contain_text("Half a sentence that was not lost.")
    expect(seeker.locator("[data-message]")).to_have_count(3)
    seeker.context.close()


def test_danger_leads_to_help_first_and_to_the_head_of_the_queue(
    chromium: Browser, server: Server, desktop: Page
) -> None:
    seeker = context(chromium, server).new_page()
    sign_in(desktop, server)
    seeker.goto("/en/contact/chat/uk-two-keys/1/")
    seeker.get_by_label("Yes, I am thinking of ending my life").check()
    seeker.get_by_label("What would you like to talk about?").fill("I can't go on like this.")
    seeker.get_by_label("What should we call you?").fill("Smew")
    follow(seeker, seeker.get_by_role("button", name="Begin the chat"))
    expect(seeker.get_by_role("heading", name="Please get help at once")).to_be_visible()
    expect(seeker.get_by_role("link", name="116 123")).to_be_visible()
    desktop.goto("/desk/")
    expect(desktop.locator(".row").first).to_contain_text("Smew")
    expect(desktop.locator(".row").first).to_contain_text("danger now")
    seeker.get_by_role("link", name="Go on to your words and the chat").click()
    expect(seeker.locator("[data-return-phrase] li")).to_have_count(8)
    seeker.context.close()


def test_a_page_that_was_turned_away_comes_back_by_itself(chromium: Browser, server: Server, desktop: Page) -> None:
    seeker = context(chromium, server).new_page()
    sign_in(desktop, server)
    begin(seeker, TEXT, "Turnstone")
    turned_away: list[str] = []

    def turn_away(route: Route) -> None:
        turned_away.append(route.request.url)
        route.fulfill(status=429, headers={"retry-after": "30"}, body="Too many.")

    seeker.route("**/contact/live/**", turn_away, times=1)
    seeker.clock.install()
    follow(seeker, seeker.get_by_role("link", name="On to the chat"))
    take(desktop, "Turnstone")
    assert len(turned_away) == 1
    expect(seeker.locator("[data-standing]")).not_to_contain_text("Somebody is with you now.")
    seeker.clock.run_for(16_000)
    expect(seeker.locator("[data-standing]")).to_contain_text("Somebody is with you now.")
    seeker.context.close()
