"""A partner is invited at the desk, comes in on a phone, reads, takes a file along and checks it without a server."""

from __future__ import annotations

import base64
import re
import time
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, Page, expect

from quietline.insights.releases.signature import NotGenuine, read_key, verify
from tests.factories.server import Server
from tests.journeys.conftest import DESKTOP, NARROW, context, follow
from tests.journeys.test_first_page_to_first_reply import sign_in

PASSWORD = "seven herons over a quiet weir"


def app_shows(page: Page) -> str:
    key = page.locator("[data-secret]").inner_text().replace(" ", "")
    return TOTP(base64.b32decode(key), 6, SHA1(), 30).generate(int(time.time())).decode()


def is_well(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_partner_reads_released_figures_on_a_phone(chromium: Browser, server: Server, tmp_path: Path) -> None:
    desk = context(chromium, server, viewport=DESKTOP, java_script_enabled=False).new_page()
    sign_in(desk, server, who=0)
    desk.goto("/campaigns/partners/")
    follow(desk, desk.get_by_role("link", name="Invite somebody"))
    desk.get_by_label("E-mail").fill("ada@charity.example")
    desk.get_by_label("Name").fill("Ada Lindqvist")
    desk.get_by_label("North Larkmere", exact=True).check()
    follow(desk, desk.get_by_role("button", name="Make the invitation"))
    link = desk.get_by_label("Link").input_value()

    phone = context(chromium, server, viewport=NARROW, color_scheme="dark").new_page()
    wrong: list[str] = []
    phone.on("console", lambda said: wrong.append(f"{said.text} {said.location}") if said.type == "error" else None)
    phone.goto(link)
    is_well(phone)
    phone.get_by_label("A password").fill(PASSWORD)
    phone.get_by_label("The code that the app shows now").fill(app_shows(phone))
    follow(phone, phone.get_by_role("button", name="Go on"))
    expect(phone.get_by_role("heading", name="Releases")).to_be_visible()
    is_well(phone)
    follow(phone, phone.locator(".doors a").first)
    expect(phone.get_by_role("heading", name="The signed release")).to_be_visible()
    expect(phone.locator("figure.chart svg").first).to_be_visible()
    expect(phone.get_by_text("Esk Vale")).to_have_count(0)
    is_well(phone)
    card = phone.locator("figure img").first
    card.scroll_into_view_if_needed()
    expect(card).to_have_js_property("naturalWidth", 1200)
    key = read_key(phone.locator(".digest").inner_text())
    with phone.expect_download() as coming:
        phone.get_by_role("link", name=re.compile(r"\.signed$")).click()
    file = tmp_path / "release.signed"
    coming.value.save_as(file)
    assert verify(file.read_bytes(), key=key).document.publisher == "The Larkmere Trust"
    try:
        verify(file.read_bytes().replace(b'"North', b'"South', 1), key=key)
    except NotGenuine:
        pass
    else:
        raise AssertionError("a changed file passes")
    phone.goto(re.sub(r"/partners/.*", "/partners/sums/", phone.url))
    expect(phone.get_by_role("status")).to_contain_text("North Larkmere")
    is_well(phone)
    # Browsers ask every site for an icon; this one has none.
    assert [each for each in wrong if "/favicon.ico" not in each] == []

    desk.goto("/campaigns/partners/")
    follow(desk, desk.get_by_role("link", name="Ada Lindqvist"))
    follow(desk, desk.get_by_role("button", name="End their access now"))
    phone.reload()
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    # A second time the link opens nothing.
    phone.goto(link)
    expect(phone.get_by_role("heading", name="This invitation is not good")).to_be_visible()
