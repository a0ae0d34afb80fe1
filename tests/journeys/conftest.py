"""A real Chromium against a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect, sync_playwright

from tests.factories.apps import code_for
from tests.factories.founded import ROWAN, TOM, Colleague, found
from tests.factories.server import Server, copied, fresh_server

PHONE = ViewportSize(width=360, height=740)
# A page that does not come in this time is stuck: long, as other tests burn the same processors.
PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)
LONDON = ZoneInfo("Europe/London")  # where the clock of a new line hangs
LIMITS = "writing=500/1, returning=500/1, sign-in=500/1, code=500/1"
NARROW = ViewportSize(width=320, height=640)
DESKTOP = ViewportSize(width=1280, height=900)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A partner's page that is made up on the spot may frame what runs on this machine.
    "--disable-features=LocalNetworkAccessChecks",
]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("journeys")
    # Somewhere harmless that is on this machine.
    with fresh_server(folder, limits=LIMITS, exit_url="/healthz") as server:
        yield server.start("demo")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    where = shutil.which("chromium")
    assert where, "tests/run installs Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=where, args=QUIET)
        yield browser
        browser.close()


def context(browser: Browser, server: Server, **wishes: object) -> BrowserContext:
    fresh = browser.new_context(base_url=server.url, **({"viewport": PHONE} | wishes))  # type: ignore[arg-type]
    fresh.set_default_timeout(PATIENCE_MILLISECONDS)
    return fresh


def follow(page: Page, link: Locator) -> None:
    """Click what leads to another page, and wait until that page and its script are there.

    A click alone returns before the browser has left: what comes next may then meet either page, or none.
    """
    with page.expect_navigation():
        link.click()


def follow_key(page: Page, key: str) -> None:
    """The same with a key."""
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.fixture
def phone_without_script(chromium: Browser, server: Server) -> Iterator[Page]:
    with_nothing = context(chromium, server, java_script_enabled=False)
    yield with_nothing.new_page()
    with_nothing.close()


@pytest.fixture
def desktop(chromium: Browser, server: Server) -> Iterator[Page]:
    at_a_desk = context(chromium, server, viewport=DESKTOP)
    yield at_a_desk.new_page()
    at_a_desk.close()


def sign_in_with(page: Page, server: Server, email: str, password: str) -> None:
    page.goto("/desk/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))
    page.get_by_label("Code").fill(code_for(server, email))
    follow(page, page.get_by_role("button", name="Go on"))
    expect(page.get_by_role("heading", name="Threads")).to_be_visible()


def sign_in_as(page: Page, server: Server, who: Colleague) -> None:
    sign_in_with(page, server, who.email, who.password)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Server]:
    """A founded helpline, stopped, to be copied; its administrator opened it day and night, with Tom on shift."""
    with fresh_server(tmp_path_factory.mktemp("founded"), limits=LIMITS) as server:
        found(server)
        server.start()
        without_script = context(chromium, server, viewport=DESKTOP, java_script_enabled=False)
        _open_day_and_night(without_script.new_page(), server)
        without_script.close()
        server.stop()
        yield server


@pytest.fixture
def open_helpline(founded: Server, tmp_path: Path) -> Iterator[Server]:
    """The same, served, and nobody wrote to it yet."""
    with copied(founded, tmp_path, limits=LIMITS) as server:
        yield server.start()


def _open_day_and_night(page: Page, server: Server) -> None:
    sign_in_as(page, server, ROWAN)
    page.goto("/desk/hours/")
    for channel in ("Chat", "Call-backs"):
        hours = page.get_by_role("region", name=channel, exact=True)
        for tick in hours.get_by_role("checkbox").all():
            tick.check()
        hours.get_by_label("From").fill("00:00")
        hours.get_by_label("Until").fill("00:00")
        follow(page, hours.get_by_role("button", name="Add", exact=True))
        expect(hours.get_by_text("closed")).to_have_count(0)
    today = datetime.now(LONDON).date()
    page.goto("/desk/rota/")
    for day in (today, today + timedelta(days=1)):
        for begins, ends in (("00:00", "12:00"), ("12:00", "00:00")):
            plan = page.get_by_role("region", name="Add a shift")
            plan.get_by_label("Who").select_option(TOM.name)
            plan.get_by_label("Date").fill(f"{day}")
            plan.get_by_label("From").fill(begins)
            plan.get_by_label("Until").fill(ends)
            follow(page, plan.get_by_role("button", name="Add", exact=True))
            expect(page.get_by_role("alert")).to_have_count(0)
