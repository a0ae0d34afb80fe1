"""Second factors in a real browser: an app set up without script, and a passkey that opens the keys by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from quietline.team.sign_in.codes import code_now
from tests.factories.apps import code_for
from tests.factories.server import Server, fresh_server
from tests.journeys.conftest import DESKTOP, LIMITS, NARROW, PATIENCE_MILLISECONDS, context, follow, sign_in_with


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo of its own: its people's second factors are changed here."""
    with fresh_server(tmp_path_factory.mktemp("sign-in"), limits=LIMITS) as server:
        server.start("demo", "--threads", "1")
        yield server


def by_name(browser: Browser, server: Server, **wishes: object) -> BrowserContext:
    """A passkey belongs to a name, never to an address."""
    fresh = browser.new_context(base_url=server.url.replace("127.0.0.1", "localhost"), **wishes)  # type: ignore[arg-type]
    fresh.set_default_timeout(PATIENCE_MILLISECONDS)
    return fresh


def with_authenticator(page: Page, *, has_prf: bool) -> None:
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "hasPrf": has_prf,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def found_by_axe(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def step_one(page: Page, email: str, password: str) -> None:
    page.goto("/desk/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))


def test_a_newcomer_sets_an_app_up_without_script(chromium: Browser, fresh: Server) -> None:
    email, password, _ = fresh.sign_ins()[1]
    fresh.run("reset-second-factor", "--email", email)
    here = context(chromium, fresh, viewport=NARROW, java_script_enabled=False)
    page = here.new_page()
    step_one(page, email, password)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    follow(page, page.get_by_role("link", name="An authenticator app"))
    secret = re.sub(r"\s", "", page.locator("[data-secret]").inner_text())
    expect(page.get_by_role("img", name="A picture for your authenticator app")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.get_by_label("The code it shows").fill(code_now(secret))
    follow(page, page.get_by_role("button", name="Add the app"))
    codes = page.get_by_role("listitem").all_inner_texts()
    assert len(codes) == 10
    follow(page, page.get_by_role("link", name="I have kept them"))
    expect(page.get_by_role("heading", name="Threads")).to_be_visible()
    here.close()

    again = context(chromium, fresh, java_script_enabled=False)
    page = again.new_page()
    step_one(page, email, password)
    page.get_by_label("Code").fill(codes[3])
    follow(page, page.get_by_role("button", name="Go on"))
    expect(page.get_by_role("heading", name="Threads")).to_be_visible()
    again.close()


def add_passkey(page: Page, name: str) -> None:
    page.goto("/account/passkeys/new/")
    page.get_by_label("Its name").fill(name)
    follow(page, page.get_by_role("button", name="Make the passkey"))
    expect(page.get_by_text(name, exact=True)).to_be_visible()


def test_a_passkey_with_prf_signs_in_and_opens_the_keys_by_itself(chromium: Browser, fresh: Server) -> None:
    email, password, _ = fresh.sign_ins()[2]
    here = by_name(chromium, fresh, viewport=DESKTOP)
    page = here.new_page()
    with_authenticator(page, has_prf=True)
    sign_in_with(page, fresh, email, password)
    add_passkey(page, "Laptop")
    expect(page.locator(".mark", has_text="opens your keys")).to_be_visible()
    page.goto("/desk/")
    follow(page, page.get_by_role("button", name="Sign out"))
    page.goto("/sign-in/?next=/desk/%3Fview%3Dwaiting")
    follow(page, page.get_by_role("button", name="Sign in with a passkey"))
    expect(page.get_by_role("heading", name="Threads")).to_be_visible()
    assert page.url.endswith("view=waiting")
    names = {cookie["name"] for cookie in here.cookies()}
    assert names == {f"quietline-{what}" for what in ("desk", "key", "csrf", "device")}
    # As the second step, too.
    page.goto("/desk/")
    follow(page, page.get_by_role("button", name="Sign out"))
    step_one(page, email, password)
    follow(page, page.get_by_role("button", name="Use your passkey"))
    expect(page.get_by_role("heading", name="Threads")).to_be_visible()
    here.close()


def test_a_passkey_without_prf_lets_in_and_the_password_opens_the_keys(chromium: Browser, fresh: Server) -> None:
    email, password, _ = fresh.sign_ins()[0]
    here = by_name(chromium, fresh, viewport=DESKTOP)
    page = here.new_page()
    with_authenticator(page, has_prf=False)
    sign_in_with(page, fresh, email, password)
    add_passkey(page, "Old key")
    expect(page.locator(".mark", has_text="opens your keys")).to_have_count(0)
    page.goto("/desk/")
    follow(page, page.get_by_role("button", name="Sign out"))
    page.goto("/sign-in/")
    follow(page, page.get_by_role("button", name="Sign in with a passkey"))
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    assert found_by_axe(page) == []
    page.get_by_label("Your password").fill(password)
    follow(page, page.get_by_role("button", name="Go on"))
    expect(page.get_by_role("heading", name="Threads")).to_be_visible()
    here.close()


def told(page: Page) -> tuple[str, str]:
    """The link and the code that an administrator sends two ways."""
    link = page.get_by_label("Link").input_value()
    return link[link.index("/", 8) :], page.locator("[data-code]").inner_text()


def seal_on(member: Page, newcomer: Page) -> None:
    """The newcomer reads their four words out, and the member types them."""
    newcomer.goto("/desk/keys/")
    words = newcomer.locator(".key-words").inner_text()
    member.goto("/desk/keys/")
    follow(member, member.get_by_role("link", name="Seal the keys on to Sam Oduya"))
    member.get_by_label("The four words").fill(words)
    follow(member, member.get_by_role("button", name="Seal them on"))
    expect(member.get_by_text("The keys are sealed on.")).to_be_visible()
    newcomer.goto("/desk/?view=taken")
    expect(newcomer.locator(".row a").first).to_be_visible()


def test_somebody_joins_loses_the_password_is_helped_and_leaves(chromium: Browser, fresh: Server) -> None:
    email, password, _ = fresh.sign_ins()[0]
    at_the_office, at_home = by_name(chromium, fresh, viewport=DESKTOP), by_name(chromium, fresh, viewport=NARROW)
    rowan, sam = at_the_office.new_page(), at_home.new_page()
    with_authenticator(sam, has_prf=True)
    sign_in_with(rowan, fresh, email, password)

    rowan.goto("/desk/team/invitations/")
    rowan.get_by_label("Their e-mail").fill("sam@larkmere.example")
    rowan.get_by_label("Practitioner", exact=True).check()
    follow(rowan, rowan.get_by_role("button", name="Make the invitation"))
    link, code = told(rowan)
    sam.goto(link)
    sam.get_by_label("The code you were told").fill(code)
    sam.get_by_label("Your name, as colleagues know you").fill("Sam Oduya")
    sam.get_by_label("Your name, as seekers see it").fill("Sam")
    sam.get_by_label("A password").fill("violet harbour ticket mountain")
    follow(sam, sam.get_by_role("button", name="Go on"))
    follow(sam, sam.get_by_role("link", name="A passkey"))
    follow(sam, sam.get_by_role("button", name="Make the passkey"))
    expect(sam.get_by_role("listitem")).to_have_count(10)  # recovery codes
    seal_on(rowan, sam)

    rowan.goto("/desk/team/")
    follow(rowan, rowan.get_by_role("link", name=re.compile("^Password lost.* Sam Oduya$")))
    assert found_by_axe(rowan) == []
    follow(rowan, rowan.get_by_role("button", name="Make the link and the code"))
    link, code = told(rowan)
    sam.goto("/desk/")
    expect(sam.get_by_role("heading", name="Sign in")).to_be_visible()
    sam.goto(link)
    assert found_by_axe(sam) == []
    assert sam.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    sam.get_by_label("The code you were told").fill(code)
    sam.get_by_label("A new password").fill("a lamp above the quiet harbour")
    follow(sam, sam.get_by_role("button", name="Go on"))
    follow(sam, sam.get_by_role("button", name="Use your passkey"))  # kept
    expect(sam.get_by_text("you don't hold it: no thread opens")).to_be_visible()
    seal_on(rowan, sam)

    rowan.goto("/desk/team/")
    follow(rowan, rowan.get_by_role("link", name="Keys of Sam Oduya"))
    rowan.get_by_label("I am sure: Sam Oduya leaves now").check()
    follow(rowan, rowan.get_by_role("button", name="End the membership"))
    sam.goto("/desk/")
    expect(sam.get_by_role("heading", name="Sign in")).to_be_visible()
    rowan.goto("/desk/keys/")
    follow(rowan, rowan.get_by_role("button", name="Seal anew"))
    expect(rowan.get_by_text("Sealed anew.")).to_be_visible()
    at_the_office.close()
    at_home.close()


def test_the_pages_are_accessible(chromium: Browser, fresh: Server) -> None:
    email, password, _ = fresh.sign_ins()[0]
    here = by_name(chromium, fresh, viewport=NARROW)
    page = here.new_page()
    step_one(page, email, password)
    assert found_by_axe(page) == []
    page.get_by_label("Code").fill(code_for(fresh, email))
    follow(page, page.get_by_role("button", name="Go on"))
    for where in ("/account/", "/account/password/", "/account/passkeys/new/", "/desk/team/invitations/"):
        page.goto(where)
        assert found_by_axe(page) == [], where
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], where
    here.close()
