"""List, thread and record on one screen, in Chromium: what is reached, what stays where it is, what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.factories.server import Server
from tests.journeys.conftest import DESKTOP, NARROW, context, follow
from tests.journeys.test_first_page_to_first_reply import sign_in, write

TEXT = "I would like to talk to somebody about my internet use."
WORDS = "We agreed two steps."


@pytest.fixture
def at_a_desk(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    with_script = context(chromium, server, viewport=DESKTOP)
    yield with_script
    with_script.close()


@pytest.fixture
def seeker(phone_without_script: Page) -> Page:
    return phone_without_script


def open_and_take(desk: Page, nickname: str) -> None:
    desk.goto("/desk/")
    follow(desk, desk.locator("#list").get_by_role("link", name=nickname))
    follow(desk, desk.get_by_role("button", name="Take", exact=True))


def say(seeker: Page, text: str) -> None:
    seeker.goto("/en/contact/thread/")
    seeker.get_by_label("Write a message").fill(text)
    follow(seeker, seeker.get_by_role("button", name="Send"))


def top(where: Locator) -> float:
    box = where.bounding_box()
    assert box
    return box["y"]


def fill_the_pane(desk: Page) -> None:
    for number in range(8):
        desk.get_by_label("Your reply").fill(f"Reply {number}. Take the time that you need.\n\nWe are here.")
        follow(desk, desk.get_by_role("button", name="Send", exact=True))


def test_everything_is_in_sight_however_long_the_thread(
    at_a_desk: BrowserContext, seeker: Page, server: Server
) -> None:
    desk = at_a_desk.new_page()
    sign_in(desk, server)
    write(seeker, TEXT, "Garganey")
    open_and_take(desk, "Garganey")
    fill_the_pane(desk)
    for there in (
        desk.get_by_role("region", name="Threads"),
        desk.get_by_label("Your reply"),
        desk.get_by_role("button", name="Finish"),
        desk.locator("[data-message]").last,
    ):
        expect(there).to_be_in_viewport()
    assert desk.evaluate("document.documentElement.scrollHeight <= innerHeight"), "the page itself does not scroll"
    desk.set_viewport_size(NARROW)
    expect(desk.get_by_role("region", name="Threads")).to_be_hidden()
    assert top(desk.get_by_label("Your reply")) < top(desk.get_by_label("Caller group (needed)"))
    follow(desk, desk.get_by_role("link", name="All threads"))
    expect(desk.get_by_role("region", name="Threads")).to_be_visible()


def test_a_record_without_script_beside_its_thread(chromium: Browser, seeker: Page, server: Server) -> None:
    desk = context(chromium, server, viewport=DESKTOP, java_script_enabled=False).new_page()
    sign_in(desk, server)
    write(seeker, TEXT, "Whimbrel")
    open_and_take(desk, "Whimbrel")
    desk.get_by_label("Your reply").fill("Half a reply.")
    desk.get_by_label("In a few words").fill(WORDS)
    follow(desk, desk.get_by_role("button", name="Finish"))
    expect(desk.get_by_text("Something below needs another look.")).to_be_visible()
    expect(desk.get_by_label("Your reply")).to_have_value("Half a reply.")
    expect(desk.get_by_label("In a few words")).to_have_value(WORDS)
    desk.get_by_label("Caller group (needed)").select_option("Another adult")
    desk.get_by_label("How it ended (needed)").select_option("Support given")
    follow(desk, desk.get_by_role("button", name="Finish"))
    expect(desk.get_by_text("finished and counted")).to_be_visible()
    expect(desk.get_by_label("Your reply")).to_have_value("Half a reply.")
    follow(desk, desk.get_by_role("button", name="Send", exact=True))
    expect(desk.locator("[data-message]")).to_have_count(2)
    expect(desk.get_by_role("button", name="Correct the record")).to_be_visible()
    desk.context.close()


def test_enter_in_the_record_saves_it_and_sends_no_reply(
    at_a_desk: BrowserContext, seeker: Page, server: Server
) -> None:
    desk = at_a_desk.new_page()
    sign_in(desk, server)
    write(seeker, TEXT, "Sanderling")
    open_and_take(desk, "Sanderling")
    desk.get_by_label("Your reply").fill("Half a reply.")
    desk.get_by_label("Minutes").fill("20")
    with desk.expect_navigation():
        desk.get_by_label("Minutes").press("Enter")
    expect(desk.get_by_label("Minutes")).to_have_value("20")
    expect(desk.get_by_label("Your reply")).to_have_value("Half a reply.")
    expect(desk.locator("[data-message]")).to_have_count(1)


def test_the_record_saves_itself_and_a_half_written_reply_is_not_sent_along(
    at_a_desk: BrowserContext, seeker: Page, server: Server
) -> None:
    desk = at_a_desk.new_page()
    sign_in(desk, server)
    write(seeker, TEXT, "Curlew")
    open_and_take(desk, "Curlew")
    desk.clock.install()
    desk.reload()
    desk.get_by_label("Your reply").fill("Half a reply.")
    desk.get_by_label("In a few words").fill(WORDS)
    with desk.expect_request("**/wrap-up/") as sent:
        desk.clock.run_for(21_000)
    assert "Half" not in (sent.value.post_data or "")
    expect(desk.locator("[data-saved]")).to_contain_text("Saved at")
    follow(desk, desk.get_by_role("button", name="Hand back"))
    desk.goto("/desk/")
    open_and_take(desk, "Curlew")
    expect(desk.get_by_label("In a few words")).to_have_value(WORDS)


def test_what_was_written_is_kept_before_the_thread_is_handed_back(
    at_a_desk: BrowserContext, seeker: Page, server: Server
) -> None:
    desk = at_a_desk.new_page()
    sign_in(desk, server)
    write(seeker, TEXT, "Ruff")
    open_and_take(desk, "Ruff")
    desk.get_by_label("In a few words").fill(WORDS)
    follow(desk, desk.get_by_role("button", name="Hand back"))
    open_and_take(desk, "Ruff")
    expect(desk.get_by_label("In a few words")).to_have_value(WORDS)


def test_news_of_the_list_moves_no_row_and_takes_nothing_that_is_typed(
    at_a_desk: BrowserContext, chromium: Browser, seeker: Page, server: Server
) -> None:
    desk = at_a_desk.new_page()
    sign_in(desk, server)
    write(seeker, TEXT, "Dunlin")
    desk.goto("/desk/")
    follow(desk, desk.locator("#list").get_by_role("link", name="Dunlin"))
    rows = desk.locator("#list .row")
    before = rows.count()
    first = top(rows.first)
    desk.get_by_label("Your reply").fill("Half a reply.")
    another = context(chromium, server, java_script_enabled=False).new_page()
    write(another, TEXT, "Ptarmigan")
    another.context.close()
    line = desk.locator(".fresh a")
    expect(line).to_have_text("New: 1. Show")
    assert (rows.count(), top(rows.first)) == (before, first)
    expect(desk.get_by_label("Your reply")).to_be_focused()
    line.click()
    expect(desk.locator("#list").get_by_role("link", name="Ptarmigan")).to_be_visible()
    expect(desk.locator("#list [aria-current=true]")).to_contain_text("Dunlin")
    expect(desk.get_by_label("Your reply")).to_have_value("Half a reply.")
    expect(line).to_be_hidden()


def test_what_arrives_moves_nothing_for_whoever_reads_further_up(
    at_a_desk: BrowserContext, seeker: Page, server: Server
) -> None:
    desk = at_a_desk.new_page()
    sign_in(desk, server)
    write(seeker, TEXT, "Greenshank")
    open_and_take(desk, "Greenshank")
    fill_the_pane(desk)
    messages = desk.locator("[data-message]")
    count = messages.count()
    say(seeker, "I am back.")
    expect(messages).to_have_count(count + 1)
    expect(messages.last).to_be_in_viewport()

    desk.locator("#said").evaluate("(said) => { said.scrollTop = -300; }")
    before = top(messages.nth(count - 4))
    box = top(desk.get_by_label("Your reply"))
    say(seeker, "One thing more.")
    expect(messages).to_have_count(count + 2)
    expect(desk.get_by_role("button", name="New below")).to_be_visible()
    assert abs(top(messages.nth(count - 4)) - before) < 1
    assert top(desk.get_by_label("Your reply")) == box
    desk.get_by_role("button", name="New below").click()
    expect(messages.last).to_be_in_viewport()
    expect(desk.get_by_role("button", name="New below")).to_be_hidden()


def test_the_list_one_came_from_stays_beside(at_a_desk: BrowserContext, server: Server) -> None:
    desk = at_a_desk.new_page()
    sign_in(desk, server)
    desk.goto("/desk/?view=closed")
    follow(desk, desk.locator("#list .row a").first)
    expect(desk).to_have_url(re.compile(r"\?view=closed$"))
    expect(desk.locator("#list .views [aria-current]")).to_contain_text("Closed")
