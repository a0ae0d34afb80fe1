"""Calls at the desk, in Chromium: by keyboard, with what is saved by itself, and all of it without script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.server import Server
from tests.journeys.conftest import DESKTOP, context, follow, follow_key
from tests.journeys.test_first_page_to_first_reply import come_back, sign_in


@pytest.fixture
def desk_without_script(chromium: Browser, server: Server) -> Iterator[Page]:
    with_nothing = context(chromium, server, viewport=DESKTOP, java_script_enabled=False)
    yield with_nothing.new_page()
    with_nothing.close()


def test_two_keystrokes_mark_a_silent_call(desktop: Page, server: Server) -> None:
    sign_in(desktop, server)
    follow_key(desktop, "c")
    expect(desktop.get_by_role("heading", name="Call", exact=True)).to_be_visible()
    desktop.keyboard.press("1")
    expect(desktop.get_by_role("heading", name="Calls")).to_be_visible()
    expect(desktop.locator(".row", has_text="Silent").first).to_be_visible()


def test_a_key_that_is_typed_is_a_letter(desktop: Page, server: Server) -> None:
    sign_in(desktop, server)
    follow_key(desktop, "c")
    desktop.get_by_label("In a few words").fill("")
    desktop.get_by_label("In a few words").press_sequentially("face 123")
    expect(desktop.get_by_label("In a few words")).to_have_value("face 123")
    follow(desktop, desktop.get_by_role("button", name="Wrong number"))


def test_what_is_written_is_saved_by_itself_and_the_clock_runs(desktop: Page, server: Server) -> None:
    desktop.clock.install()
    sign_in(desktop, server)
    follow_key(desktop, "c")
    expect(desktop.locator(".clock")).to_have_text(re.compile(r"^0:\d\d$"))
    desktop.get_by_label("In a few words").fill("We agreed two steps.")
    desktop.clock.run_for(61_000)
    expect(desktop.locator(".clock")).to_have_text(re.compile(r"^[12]:\d\d$"))
    expect(desktop.locator("[data-saved]")).to_contain_text("Saved at")
    desktop.reload()
    expect(desktop.get_by_label("In a few words")).to_have_value("We agreed two steps.")
    follow(desktop, desktop.get_by_role("button", name="Hung up"))


def test_a_call_with_a_return_phrase_without_script(
    desk_without_script: Page, phone_without_script: Page, server: Server
) -> None:
    desk, seeker = desk_without_script, phone_without_script
    sign_in(desk, server)
    follow(desk, desk.get_by_role("button", name="New call"))
    desk.get_by_label("Caller group").select_option("Another adult")
    follow(desk, desk.get_by_role("button", name="Give a return phrase"))
    desk.get_by_label("I have told the caller").check()
    follow(desk, desk.get_by_role("button", name="Show me the eight words"))
    words = desk.locator("[data-return-phrase] li").all_inner_texts()
    for box in desk.get_by_role("textbox").all():
        label = desk.locator(f"label[for={box.get_attribute('id')}]").inner_text()
        box.fill(words[int(label.removeprefix("Word ")) - 1])
    follow(desk, desk.get_by_role("button", name="They are right"))
    expect(desk.get_by_text("The caller has their words")).to_be_visible()
    expect(desk.get_by_label("Caller group")).to_have_value("another_adult")
    come_back(seeker, words)
    expect(seeker.locator("[data-message]")).to_contain_text("We spoke on the phone")
    follow(desk, desk.get_by_role("button", name="End the call"))
    desk.get_by_label("How it ended").select_option("Actions agreed")
    desk.get_by_label("Use the self-help pages").first.check()
    follow(desk, desk.get_by_role("button", name="Finish"))
    expect(desk.get_by_role("heading", name="Calls")).to_be_visible()
    desk.get_by_role("heading", name="Today").wait_for()
    follow(desk, desk.locator(".row", has_text="wrapped up").get_by_role("link").first)
    desk.get_by_label("How it ended").select_option("Support given")
    follow(desk, desk.get_by_role("button", name="Correct the record"))
    expect(desk.get_by_role("heading", name="Calls")).to_be_visible()
