"""The warning message in real frames: a listed site shows it, another shows nothing; links open the site itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route, ViewportSize

from tests.factories.server import Server, copied, database
from tests.journeys.conftest import NARROW, context
from tests.journeys.test_every_page import look

CODE = "bcd23"
LISTED, STRANGER = "https://partner.example", "https://stranger.example"
SMALL = ViewportSize(width=280, height=560)
WORDS = {
    "en": ("Worried? Talk to us.", "It is confidential, with limits that we tell you before you begin."),
    "ar": ("قلق؟ تحدّث معنا.", "سرّي، ضمن حدود نخبرك بها قبل أن تبدأ."),
}


@pytest.fixture(scope="module")
def server(invented: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with copied(invented, tmp_path_factory.mktemp("warning"), exit_url="/healthz") as server:
        server.start()
        with database(server) as held:
            register(held)
        yield server


def register(held: object) -> None:
    def put(table: str, **values: object) -> None:
        texts = ", ".join(f"'{value}'" for value in values.values())
        held.execute(f"INSERT INTO campaigns_{table} ({', '.join(values)}) VALUES ({texts})")  # type: ignore[attr-defined]

    campaign = uuid4().hex
    days = {"begins_on": date(2026, 3, 1), "ends_on": date(2027, 3, 1)}
    put("campaign", id=campaign, code=CODE, name="Esk Vale spring", note="", **days)
    put("embedorigin", campaign_id=campaign, origin=LISTED)
    for language, (heading, text) in WORDS.items():
        put("wording", campaign_id=campaign, language=language, heading=heading, text=text)


def framed(browser: BrowserContext, server: Server, site: str, language: str = "en") -> Page:
    """A partner's page with the frame that the helpline gives out."""
    page = browser.new_page()
    page.goto(f"/c/{CODE}/embed/")
    (snippet,) = [text for text in page.locator("code").all_inner_texts() if f"/{language}/w/{CODE}/frame/" in text]
    page.close()

    def answer(route: Route) -> None:
        route.fulfill(body=f"<!doctype html><title>A platform</title>{snippet}", content_type="text/html")

    around = browser.new_page()
    around.route(f"{site}/**", answer)
    around.goto(f"{site}/")
    return around


def inside(page: Page) -> Frame:
    (frame,) = page.frames[1:]
    frame.wait_for_load_state()
    return frame


def test_a_listed_site_shows_the_message_and_another_shows_nothing(chromium: Browser, server: Server) -> None:
    browser = context(chromium, server)
    page = framed(browser, server, LISTED)
    frame = inside(page)
    frame.get_by_role("heading", name="Worried? Talk to us.").wait_for()
    # Its style is there: the sandbox lets it.
    assert frame.locator("button").evaluate("element => getComputedStyle(element).borderRadius") == "10px"
    frame.locator("main label").first.click()
    frame.get_by_role("button", name="Next").click()
    frame.get_by_role("heading", name="This is open to you now").wait_for()
    with browser.expect_page() as opened:
        frame.get_by_role("link", name="Emergency help").first.click()
    opened.value.wait_for_url("**/en/help-now/")
    assert browser.cookies() == []
    strange = framed(browser, server, STRANGER)
    assert inside(strange).get_by_text("Worried?").count() == 0
    assert inside(strange).get_by_role("link").count() == 0
    browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_campaign_are_for_everybody(chromium: Browser, server: Server, scheme: str) -> None:
    problems: list[str] = []
    for viewport in (NARROW, SMALL):
        narrow = context(chromium, server, viewport=viewport, color_scheme=scheme)
        page = narrow.new_page()
        frames = [f"/{language}/w/{CODE}/frame/" for language in WORDS]
        pages = [f"/c/{CODE}/", f"/c/{CODE}/embed/", "/c/zzz99/", *(f"/{language}/w/{CODE}/" for language in WORDS)]
        for path in frames if viewport == SMALL else pages:
            page.goto(path)
            problems += look(page)
        narrow.close()
    assert problems == []
