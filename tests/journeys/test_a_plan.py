"""A plan in a real browser: worked through, kept, come back to, checked in, shown; and notes brought into it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.server import Server, fresh_server
from tests.factories.site import SAMPLE
from tests.journeys.conftest import LIMITS, NARROW, context, follow
from tests.journeys.test_every_page import MOST_BYTES, look, weigh

STEP = "/myself/small-steps/one/"
WORDS = "أريد أن أنام في الليل."
NUMBERS = ("wish", "sure", "support", "care")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with fresh_server(tmp_path_factory.mktemp("plans"), limits=LIMITS, exit_url="/healthz") as server:
        yield server.start("demo", "--threads", "0", "--sample", str(SAMPLE))


def rate(page: Page, *numbers: int) -> None:
    for name, number in zip(NUMBERS, numbers, strict=False):
        page.locator(f"input[name=rate_{name}][value='{number}']").check()


def agree(page: Page) -> None:
    follow(page, page.locator("main form button"))


def keep(page: Page, language: str) -> list[str]:
    """Keep a plan; returns its words."""
    page.goto(f"/{language}/plan/")
    assert page.locator("textarea").count() == 0
    agree(page)
    page.locator("#id_part_reasons").fill(WORDS)
    rate(page, 6, 2)
    follow(page, page.locator("main form button[type=submit]"))
    return page.locator("[data-return-phrase] li").all_inner_texts()


def prove(page: Page, words: list[str]) -> None:
    agree(page)
    labels = page.locator("main label").all_inner_texts()
    for label, field in zip(labels, ("first_word", "second_word"), strict=True):
        page.locator(f"#id_{field}").fill(words[int(re.sub(r"\D", "", label)) - 1])
    agree(page)


def test_through_a_step_to_a_plan_and_with_it_to_somebody(
    chromium: Browser, server: Server, phone_without_script: Page
) -> None:
    page = phone_without_script
    page.goto(f"/ar{STEP}")
    follow(page, page.locator('main a[href="/ar/plan/"]'))
    words = keep(page, "ar")
    prove(page, words)
    expect(page.get_by_text(WORDS)).to_be_visible()
    elsewhere = context(chromium, server, java_script_enabled=False)
    back = elsewhere.new_page()
    back.goto("/ar/return/")
    back.locator("#id_phrase").fill(" ".join(words))
    agree(back)
    follow(back, back.locator('a[href="/ar/plan/mine/check-in/"]'))
    rate(back, 8, 5, 4)
    back.locator("input[name=helped]").check()
    follow(back, back.locator("main form button"))
    assert back.locator(".numbers td").all_inner_texts() == ["6", "2", "–", "–", "8", "5", "4", "–"]
    follow(back, back.locator('a[href="/ar/plan/mine/show/"]'))
    expect(back.locator("[data-shown]")).to_contain_text(WORDS)
    follow(back, back.locator("main form button"))
    expect(back.locator("[data-message]")).to_contain_text(WORDS)
    expect(back.locator('form[action="/ar/contact/chat/now/"] button')).to_be_visible()
    follow(back, back.locator('main a[href="/ar/plan/mine/"]'))
    expect(back.get_by_text(WORDS)).to_be_visible()
    elsewhere.close()


@pytest.mark.parametrize("language", ["en", "ar", "cy", "pl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_a_plan_is_for_everybody(chromium: Browser, server: Server, language: str, scheme: str) -> None:
    narrow = context(chromium, server, viewport=NARROW, color_scheme=scheme)
    page = narrow.new_page()
    problems: list[str] = []
    for path in ("plan/", "plan/uk-two-keys/1/"):
        page.goto(f"/{language}/{path}")
        problems += look(page)
    follow(page, page.locator("main form button[type=submit]"))  # with nothing in it
    problems += look(page)
    keep(page, language)
    problems += look(page)
    page.goto(f"/{language}/plan/mine/check-in/")
    rate(page, 8)
    follow(page, page.locator("main form button"))
    for path in (
        "plan/mine/",
        "plan/mine/change/",
        "plan/mine/check-in/",
        "plan/mine/show/",
        "plan/mine/show/there/",
        "contact/erase/",
    ):
        page.goto(f"/{language}/{path}")
        problems += look(page)
    follow(page, page.locator("main form button"))
    assert problems + look(page) == []
    narrow.close()


@pytest.mark.parametrize("path", ["plan/", "plan/uk-two-keys/1/"])
def test_it_weighs_little_and_asks_nobody_else(chromium: Browser, server: Server, path: str) -> None:
    fresh = context(chromium, server)
    page = fresh.new_page()
    weighed, asked = weigh(page, f"/ar/{path}")
    assert all(url.startswith(server.url) for url in asked)
    assert weighed <= MOST_BYTES
    fresh.close()


def test_notes_of_the_tab_come_into_the_plan_when_somebody_asks(chromium: Browser, server: Server) -> None:
    fresh = context(chromium, server)
    page = fresh.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.goto("/en/plan/uk-two-keys/1/")
    expect(page.locator("[data-bring]")).to_be_hidden()
    page.goto(f"/en{STEP}")
    page.get_by_label("Your notes").fill("my own reason")
    page.get_by_text("7", exact=True).click()
    page.goto("/en/plan/uk-two-keys/1/")
    boxes = page.locator("textarea")
    assert all(box.input_value() == "" for box in boxes.all())
    page.get_by_role("button", name="Bring my notes into the plan").click()
    expect(page.get_by_text("They are in your plan now.")).to_be_visible()
    brought = page.locator("#id_part_notes").input_value()
    assert "my own reason" in brought
    assert "7" in brought
    assert not [each for each in sent if "reason" in each]
    page.goto(f"/en{STEP}")
    page.get_by_role("button", name="Clear what I wrote").click()
    page.goto("/en/plan/uk-two-keys/1/")
    expect(page.locator("[data-bring]")).to_be_hidden()
    fresh.close()
