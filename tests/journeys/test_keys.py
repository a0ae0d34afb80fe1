"""The desk by keyboard alone: where keys lead, that none fires while somebody types, and that they can be off."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.server import Server
from tests.journeys.conftest import DESKTOP, context, follow, follow_key
from tests.journeys.test_first_page_to_first_reply import sign_in, write


@pytest.fixture
def desk(chromium: Browser, server: Server) -> Iterator[Page]:
    at_a_desk = context(chromium, server, viewport=DESKTOP)
    page = at_a_desk.new_page()
    sign_in(page, server)
    yield page
    at_a_desk.close()


def focused(page: Page) -> str:
    """The id of what has the focus, or else its text; nothing where nothing has it."""
    return str(page.evaluate("((e) => e === document.body ? '' : e.id || e.innerText)(document.activeElement)"))


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        ("gl", r"/desk/$"),
        ("gm", r"/desk/\?view=mine$"),
        ("gf", r"/desk/follow-ups/$"),
        ("gs", r"/desk/signposts/$"),
        ("gh", r"/desk/handover/$"),
        ("gc", r"/desk/canned/$"),
        ("/", r"/desk/find/$"),
    ],
)
def test_letters_lead_to_the_lists(desk: Page, keys: str, where: str) -> None:
    desk.goto("/desk/?view=closed")
    for key in keys:
        desk.keyboard.press(key)
    expect(desk).to_have_url(re.compile(where))


def test_rows_are_walked_and_opened(desk: Page) -> None:
    desk.keyboard.press("j")
    first = focused(desk)
    desk.keyboard.press("j")
    second = focused(desk)
    assert first != second
    desk.keyboard.press("k")
    assert focused(desk) == first
    desk.keyboard.press("k")
    assert focused(desk) == first, "the first row is the first"
    follow_key(desk, "Enter")
    expect(desk.get_by_label("Conversation")).to_be_visible()


def test_a_reply_by_keyboard_alone(desk: Page, chromium: Browser, server: Server) -> None:
    seeker = context(chromium, server).new_page()
    write(seeker, "I would like to talk to somebody about my internet use.", "Lapwing")
    seeker.context.close()
    desk.goto("/desk/")
    while "Lapwing" not in focused(desk):
        desk.keyboard.press("j")
    follow_key(desk, "Enter")
    expect(desk.get_by_role("heading", name="Lapwing")).to_be_visible()

    desk.keyboard.press("n")
    desk.keyboard.type("gl jk: a note, and none of these letters leads anywhere?")
    desk.keyboard.press("Tab")
    follow_key(desk, "Enter")
    expect(desk.locator("[data-note]")).to_contain_text("none of these letters leads anywhere?")

    desk.keyboard.press("r")
    assert focused(desk) == "id_message"
    desk.keyboard.type("Good that you write.")
    desk.keyboard.press("Escape")
    assert focused(desk) != "id_message"
    desk.keyboard.press("s")
    follow_key(desk, "Enter")
    expect(desk.get_by_role("heading", name="Put a signpost into your reply")).to_be_visible()
    desk.keyboard.press("j")
    follow_key(desk, "Enter")
    expect(desk.locator("#id_message")).to_have_value(re.compile(r"^Good that you write\.\n\n"))
    desk.keyboard.press("r")
    desk.keyboard.press("Tab")
    follow_key(desk, "Enter")
    expect(desk.locator("[data-message]")).to_have_count(2)

    desk.keyboard.press("p")
    assert focused(desk) == "follow_due_on"
    desk.keyboard.press("Escape")
    desk.keyboard.press("o")
    desk.keyboard.type("T")
    desk.keyboard.press("Tab")
    desk.keyboard.type("They know that a colleague may answer.")
    desk.keyboard.press("Tab")
    follow_key(desk, "Enter")
    expect(desk.get_by_text("The thread is handed over.")).to_be_visible()


def test_keys_reach_each_pane(desk: Page) -> None:
    desk.goto("/desk/?view=mine")
    follow(desk, desk.locator("#list .row a").first)
    desk.keyboard.press("w")
    expect(desk.get_by_label("Caller group (needed)")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("f")
    expect(desk.get_by_role("button", name="Finish")).to_be_focused()
    desk.keyboard.press("m")
    expect(desk.get_by_label("Conversation")).to_be_focused()
    desk.keyboard.press("r")
    assert focused(desk) == "id_message"
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    expect(desk.locator("#list .row").nth(1).get_by_role("link")).to_be_focused()
    desk.keyboard.press("k")
    expect(desk.locator("#list .row [aria-current]")).to_be_focused()


def test_a_key_never_does_anything_grave_by_itself(desk: Page) -> None:
    follow(desk, desk.locator("#list .row a").first)
    state = desk.locator("dd").filter(has_text=re.compile("^(waiting|taken)")).first
    before = state.inner_text()
    for key in "tbexxwf":
        desk.keyboard.press(key)
    assert state.inner_text() == before
    desk.reload()
    assert state.inner_text() == before


def test_the_list_of_keys_shows_itself_and_switches_them_off(desk: Page) -> None:
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    desk.keyboard.press("j")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Single-letter keys are on").uncheck()
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    for key in ("?", "g", "f", "j", "/"):
        desk.keyboard.press(key)
    expect(dialog).to_be_hidden()
    expect(desk).to_have_url(re.compile(r"/desk/$"))
    desk.reload()
    desk.keyboard.press("?")
    expect(dialog).to_be_hidden()
    desk.get_by_role("button", name="Keys").click()
    dialog.get_by_label("Single-letter keys are on").check()
    dialog.get_by_role("button", name="Shut").click()
    desk.keyboard.press("?")
    expect(dialog).to_be_visible()


def test_keys_with_a_modifier_are_the_browsers(desk: Page) -> None:
    for key in ("Control+j", "Alt+j"):
        desk.keyboard.press(key)
    assert desk.evaluate("document.activeElement === document.body")


def test_without_script_the_same_acts_are_there(chromium: Browser, server: Server) -> None:
    without = context(chromium, server, viewport=DESKTOP, java_script_enabled=False).new_page()
    sign_in(without, server)
    expect(without.get_by_role("button", name="Keys")).to_have_count(0)
    follow(without, without.get_by_role("link", name="Find"))
    without.get_by_label("Words in it").fill("teacher")
    follow(without, without.get_by_role("button", name="Find", exact=True))
    expect(without.get_by_text("1 thread found")).to_be_visible()
    follow(without, without.locator(".row a").first)
    without.get_by_label("Your reply").fill("Something typed before.")
    follow(without, without.locator("#reply").get_by_role("button", name="Canned replies"))
    follow(without, without.get_by_role("button", name="Put in Before we end"))
    expect(without.locator("#id_message")).to_have_value(re.compile(r"^Something typed before\.\n\nBefore we end"))
    without.context.close()
