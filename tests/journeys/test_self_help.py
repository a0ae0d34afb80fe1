"""Working through a module in a real browser: with script nothing leaves the tab, without it the page is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.factories.server import Server, copied
from tests.journeys.conftest import NARROW, context, follow
from tests.journeys.test_every_page import MOST_BYTES, look, weigh
from tests.journeys.test_first_page_to_first_reply import sign_in

MODULE = "/en/myself/small-steps/"
KINDS = ["/en/", "/en/myself/", MODULE, f"{MODULE}one/", f"{MODULE}two/", f"{MODULE}three/", "/en/trust/"]
KINDS += ["/ar/", f"/ar{MODULE.removeprefix('/en')}one/", "/en/first-step/", "/ar/first-step/", "/en/search/"]


@pytest.fixture(scope="module")
def server(invented: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose site is the small one for tests."""
    with copied(invented, tmp_path_factory.mktemp("self-help"), exit_url="/healthz") as server:
        yield server.start()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_for_everybody(chromium: Browser, server: Server, scheme: str) -> None:
    narrow = context(chromium, server, viewport=NARROW, color_scheme=scheme)
    page = narrow.new_page()
    problems: list[str] = []
    for path in KINDS:
        page.goto(path)
        problems += look(page)
    page.goto("/en/first-step/")
    page.locator("main label").first.click()
    follow(page, page.get_by_role("button", name="Next"))
    problems += look(page)
    page.goto("/en/search/")
    page.get_by_label("Words to look for").fill("harder")
    follow(page, page.locator("main form button"))
    problems += look(page)
    assert problems == []
    narrow.close()


def test_a_module_is_worked_through_without_script(phone_without_script: Page) -> None:
    page = phone_without_script
    page.goto(f"/ar{MODULE.removeprefix('/en')}")
    follow(page, page.get_by_role("link", name="Begin"))
    assert page.locator("textarea").count() == 0
    for _ in range(3):
        follow(page, page.locator("form.on button"))
    assert page.url.endswith("/ar/myself/")


def test_what_is_written_stays_in_the_tab_until_it_is_cleared(chromium: Browser, server: Server) -> None:
    fresh = context(chromium, server)
    page = fresh.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method + (request.post_data or "")))
    page.goto(f"{MODULE}one/")
    page.get_by_label("Your notes").fill("my own reason")
    page.get_by_text("7", exact=True).click()
    page.reload()
    assert page.get_by_label("Your notes").input_value() == "my own reason"
    assert page.locator(".rating input").nth(7).is_checked()
    assert look(page) == []
    page.get_by_role("button", name="Clear what I wrote").click()
    assert page.get_by_label("Your notes").input_value() == ""
    page.reload()
    assert page.get_by_label("Your notes").input_value() == ""
    page.get_by_label("Your notes").fill("once more")
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url("**/healthz")
    page.goto(f"{MODULE}one/")
    assert page.get_by_label("Your notes").input_value() == ""
    assert not [each for each in sent if "reason" in each or "once more" in each]
    assert fresh.cookies() == []
    fresh.close()


@pytest.mark.parametrize("path", [MODULE, f"{MODULE}one/", "/ar/myself/small-steps/one/", "/en/first-step/"])
def test_a_page_of_self_help_weighs_little(chromium: Browser, server: Server, path: str) -> None:
    fresh = context(chromium, server)
    page = fresh.new_page()
    weighed, asked = weigh(page, path)
    assert weighed <= MOST_BYTES
    assert all(url.startswith(server.url) for url in asked)
    fresh.close()


def test_an_editor_works_under_the_policy_and_sees_the_page_as_a_phone_does(chromium: Browser, server: Server) -> None:
    """No script of the editor is stopped, nothing is fetched from elsewhere, and the preview has its checker."""
    desk = context(chromium, server, viewport={"width": 1280, "height": 900})
    page = desk.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: said.append(request.url) if server.url not in request.url else None)
    sign_in(page, server, who=1)
    said.clear()  # the desk has no picture for the browser's tab
    page.goto("/edit/")
    page.get_by_role("link", name="Pages").first.click()
    page.goto("/edit/pages/")
    page.get_by_role("link", name="You can talk to somebody").first.click()
    page.wait_for_url("**/edit/pages/**")
    if "/edit/" in page.url and not page.url.endswith("/edit/"):
        page.goto(f"{page.url.rstrip('/')}/edit/")
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("iframe[title='Preview']").last
    preview.get_by_role("heading", level=1, name="You can talk to somebody").wait_for()
    assert [each for each in said if not each.startswith(("data:", "blob:"))] == []
    desk.close()
