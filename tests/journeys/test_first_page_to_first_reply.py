"""From the first page to the first reply, in Chromium: a phone without script, and a desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.server import Server
from tests.journeys.conftest import NARROW, context, follow, sign_in_with

TEXT = "I would like to talk to somebody about my internet use."


def write(page: Page, text: str, nickname: str = "") -> list[str]:
    """From the first door to the eight words."""
    page.goto("/en/")
    follow(page, page.get_by_role("link", name="I'm worried about my own thoughts or behaviour"))
    follow(page, page.get_by_role("link", name="Write to us"))
    expect(page.get_by_role("textbox")).to_have_count(0)
    follow(page, page.get_by_role("button", name="I have read this"))
    page.get_by_label("Your message").fill(text)
    page.get_by_label("What should we call you?").fill(nickname)
    follow(page, page.get_by_role("button", name="Send my message"))
    return page.locator("[data-return-phrase] li").all_inner_texts()


def confirm(page: Page, words: list[str]) -> None:
    follow(page, page.get_by_role("button", name="I have written them down"))
    for box in page.get_by_role("textbox").all():
        number = int(re.search(r"\d", page.locator(f"label[for={box.get_attribute('id')}]").inner_text()).group())  # type: ignore[union-attr]
        box.fill(words[number - 1])
    follow(page, page.get_by_role("button", name="Check"))


def sign_in(page: Page, server: Server, who: int = 1) -> None:
    email, password, _ = server.sign_ins()[who]
    sign_in_with(page, server, email, password)


def come_back(page: Page, words: list[str], language: str = "en") -> None:
    page.goto(f"/{language}/return/")
    page.locator("#id_phrase").fill(" ".join(words))
    follow(page, page.locator("main form button"))


def test_a_frightened_person_on_a_phone_gets_a_reply(
    phone_without_script: Page, desktop: Page, server: Server, chromium: Browser
) -> None:
    seeker = phone_without_script
    words = write(seeker, TEXT, "Sandpiper")
    assert len(words) == 8
    confirm(seeker, words)
    expect(seeker.locator("[data-message]")).to_have_count(1)
    follow(seeker, seeker.get_by_role("link", name="Leave", exact=True))
    expect(seeker.get_by_role("heading", name="You have left")).to_be_visible()

    sign_in(desktop, server)
    follow(desktop, desktop.get_by_role("link", name="Sandpiper"))
    expect(desktop.get_by_text("confirmed", exact=True)).to_be_visible()
    desktop.get_by_label("Your reply").fill("Thank you for writing. We are here.")
    follow(desktop, desktop.get_by_role("button", name="Send and take"))
    expect(desktop.locator("[data-message]")).to_have_count(2)

    come_back(seeker, [word[:4] for word in words])
    expect(seeker.locator("[data-message]")).to_have_count(2)
    expect(seeker.get_by_text("Thank you for writing. We are here.")).to_be_visible()
    seeker.get_by_label("Write a message").fill("Thank you. I will try.")
    follow(seeker, seeker.get_by_role("button", name="Send"))
    expect(seeker.locator("[data-message]")).to_have_count(3)

    expect(desktop.locator("[data-message]").last).to_contain_text("Thank you. I will try.")
    follow(seeker, seeker.get_by_role("link", name="Erase everything"))
    seeker.get_by_label("Yes, erase my conversation").check()
    follow(seeker, seeker.get_by_role("button", name="Erase"))
    expect(seeker.get_by_role("heading", name="Your conversation is erased")).to_be_visible()
    come_back(seeker, words)
    expect(seeker.get_by_text("No conversation opens with these words")).to_be_visible()
    assert seeker.locator("#id_phrase").input_value() == " ".join(words)


def test_two_practitioners_see_each_others_claim(
    desktop: Page, server: Server, chromium: Browser, phone_without_script: Page
) -> None:
    write(phone_without_script, TEXT, "Redshank")
    colleague = context(chromium, server).new_page()
    for page, who in ((desktop, 1), (colleague, 2)):
        sign_in(page, server, who)
        follow(page, page.get_by_role("link", name="Redshank"))
        page.get_by_label("Your reply").fill(f"A reply by number {who}.")
    follow(desktop, desktop.get_by_role("button", name="Send and take"))
    follow(colleague, colleague.get_by_role("button", name="Send and take"))
    expect(colleague.get_by_role("alert")).to_contain_text("Mina Kowalska holds this thread. Your reply was not sent")
    assert colleague.locator("#id_message").input_value() == "A reply by number 2."
    expect(colleague.locator("[data-message]")).to_have_count(2)
    colleague.context.close()


def test_an_erased_unread_message_is_read_once(desktop: Page, server: Server, phone_without_script: Page) -> None:
    seeker = phone_without_script
    write(seeker, "A message that nobody has read yet.", "Godwit")
    seeker.goto("/en/contact/erase/")
    seeker.get_by_label("Yes, erase my conversation").check()
    follow(seeker, seeker.get_by_role("button", name="Erase"))
    sign_in(desktop, server)
    follow(desktop, desktop.get_by_role("link", name="Erased by seeker"))
    follow(desktop, desktop.get_by_role("link", name="Godwit"))
    expect(desktop.get_by_text("A message that nobody has read yet.")).to_be_visible()
    expect(desktop.get_by_label("Your reply")).to_have_count(0)
    follow(desktop, desktop.get_by_role("button", name="Read, erase now"))
    expect(desktop.get_by_role("link", name="Godwit")).to_have_count(0)


def test_the_whole_way_by_keyboard_alone(chromium: Browser, server: Server) -> None:
    page = context(chromium, server).new_page()
    page.goto("/en/contact/write/uk-two-keys/1/")
    reach(page, "id_message")
    page.keyboard.type(TEXT)
    reach(page, "id_nickname")
    page.keyboard.type("Knot")
    page.keyboard.press("Enter")
    expect(page.locator("[data-return-phrase]")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.context.close()


def reach(page: Page, element: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(40):
        if page.evaluate("document.activeElement.id") == element:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{element} can't be reached by keyboard")


def test_three_presses_of_shift_leave_at_once(chromium: Browser, server: Server) -> None:
    page = context(chromium, server).new_page()
    page.goto("/en/trust/")
    expect(page.get_by_text("Press Shift three times to leave.")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/healthz")
    assert page.evaluate("history.length") == 2, "the page that was left stands no longer in the way back"
    page.context.close()


def test_the_exit_is_a_plain_link_without_script(phone_without_script: Page) -> None:
    page = phone_without_script
    page.goto("/en/")
    link = page.get_by_role("link", name="Exit this page")
    expect(link).to_be_visible()
    expect(page.get_by_text("It does not erase your browsing history.")).to_be_visible()
    link.click()
    page.wait_for_url("**/healthz")


def test_the_way_in_arabic(chromium: Browser, server: Server) -> None:
    page = context(chromium, server, java_script_enabled=False, viewport=NARROW).new_page()
    page.goto("/ar/contact/write/")
    follow(page, page.locator("main form button"))
    page.locator("#id_message").fill("أودّ أن أتحدّث مع شخص ما عن استخدامي للإنترنت.")
    follow(page, page.locator("main form button"))
    words = page.locator("[data-return-phrase] li").all_inner_texts()
    assert len(words) == 8
    assert page.locator("html").get_attribute("dir") == "rtl"
    come_back(page, words, "ar")
    expect(page.locator("[data-message]")).to_have_count(1)
    page.context.close()


def test_back_and_double_click_keep_one_message(chromium: Browser, server: Server) -> None:
    page = context(chromium, server).new_page()
    page.goto("/en/contact/write/uk-two-keys/1/")
    page.get_by_label("Your message").fill("Sent with a nervous hand.")
    page.get_by_role("button", name="Send my message").dblclick()
    page.wait_for_url("**/phrase/")
    page.wait_for_load_state("networkidle")
    words = page.locator("[data-return-phrase] li").all_inner_texts()
    come_back(page, words)
    expect(page.locator("[data-message]")).to_have_count(1)
    page.context.close()
