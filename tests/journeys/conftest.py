"""A real Chromium against a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, sync_playwright

from tests.factories.server import Server, fresh_server

PHONE = ViewportSize(width=360, height=740)
NARROW = ViewportSize(width=320, height=640)
DESKTOP = ViewportSize(width=1280, height=900)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("journeys")
    limits = "writing=500/1, returning=500/1, sign-in=500/1"
    # Somewhere harmless that is on this machine.
    with fresh_server(folder, limits=limits, exit_url="/healthz") as server:
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
    return browser.new_context(base_url=server.url, **({"viewport": PHONE} | wishes))  # type: ignore[arg-type]


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
