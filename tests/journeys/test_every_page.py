"""Every page, as everybody needs it: no axe violation, no sideways scrolling at 320 px, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.factories.server import ON_POSTGRESQL, Server
from tests.journeys.conftest import DESKTOP, NARROW, context, follow
from tests.journeys.test_first_page_to_first_reply import sign_in

PUBLIC = ["", "myself/", "somebody-else/", "professionals/", "how-it-works/", "help-now/", "trust/", "contact/"]
PUBLIC += ["contact/confidentiality/", "contact/write/", "contact/write/uk-two-keys/1/", "return/", "nowhere/"]
PUBLIC += ["first-step/", "search/", "offline/"]
PUBLIC += ["contact/chat/", "contact/chat/uk-two-keys/1/"]
CONVERSATION = [
    "contact/chat/danger/",
    "contact/phrase/",
    "contact/phrase/confirm/",
    "contact/thread/",
    "contact/erase/",
    "contact/call/ask/we-ring/",
    "contact/call/ask/you-ring/",
]
DESK = ["follow-ups/", "handover/", "signposts/", "signposts/new/", "signposts/?show=stale", "canned/", "find/"]
DESK += ["?view=for-me&language=ar", "?skill=nonsense", "team/", "team/skills/", "team/skills/new/"]
DESK += ["team/skills/?show=retired"]
DESK += ["safeguarding/", "safeguarding/rules/", "safeguarding/rules/uk-two-keys/1/", "safeguarding/people/"]
DESK += ["call-backs/", "hours/", "rota/", "rota/load/", "retention/", "duty/", "duty/here/"]
PUBLIC += [
    "contact/call-back/",
    "contact/call-back/uk-two-keys/1/we-ring/",
    "contact/call-back/uk-two-keys/1/you-ring/",
]
CALL = ["contact/thread/", "contact/call/time/", "contact/call/cancel/"]
MOST_BYTES = 14_336

# Some two hundred pages under axe take minutes.
pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="a page looks the same on any engine: the run on SQLite looks")

MOST_REQUESTS = 3


@pytest.fixture(scope="module", params=["en", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=["light", "dark"])
def browsing(request: pytest.FixtureRequest, chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    """A browser with script (axe needs it), on the narrowest phone."""
    with_script = context(chromium, server, viewport=NARROW, color_scheme=request.param)
    yield with_script
    with_script.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {each['id']}: {each['nodes'][0]['html']}" for each in found]


def too_wide(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{page.url}: {wide} px too wide"] if wide > 0 else []


def look(page: Page) -> list[str]:
    return violations(page) + too_wide(page)


def open_a_thread(page: Page, language: str) -> None:
    page.goto(f"/{language}/contact/write/uk-two-keys/1/")
    page.locator("#id_message").fill("I would like to talk to somebody about my internet use.")
    follow(page, page.locator("main form button"))
    page.wait_for_url("**/phrase/")


def ask_for_a_call(page: Page, language: str) -> None:
    page.goto(f"/{language}/contact/call-back/uk-two-keys/1/we-ring/")
    page.locator("#id_number").fill("07700 900123")
    follow(page, page.locator("main form button"))
    page.wait_for_url("**/phrase/")


def test_public_and_conversation_pages(browsing: BrowserContext, language: str) -> None:
    page = browsing.new_page()
    problems: list[str] = []
    for path in PUBLIC:
        page.goto(f"/{language}/{path}")
        problems += look(page)
    open_a_thread(page, language)
    for path in CONVERSATION:
        page.goto(f"/{language}/{path}")
        problems += look(page)
    ask_for_a_call(page, language)
    for path in CALL:
        page.goto(f"/{language}/{path}")
        problems += look(page)
    wrong = [("contact/write/uk-two-keys/1/", "#id_nickname"), ("return/", "#id_phrase")]
    for path, fill in [*wrong, ("contact/call-back/uk-two-keys/1/we-ring/", "#id_number")]:
        page.goto(f"/{language}/{path}")
        page.locator(fill).fill("zebra")
        follow(page, page.locator("main form button"))
        problems += look(page)
    page.goto(f"/{language}/contact/left/")
    assert problems + look(page) == []


@pytest.mark.parametrize("language", ["cy", "pl"])
def test_some_pages_in_the_other_languages(chromium: Browser, server: Server, language: str) -> None:
    narrow = context(chromium, server, viewport=NARROW)
    page = narrow.new_page()
    problems: list[str] = []
    for path in ("", "myself/", "professionals/", "first-step/", "trust/", "contact/", "contact/write/uk-two-keys/1/"):
        page.goto(f"/{language}/{path}")
        problems += look(page)
    narrow.close()
    assert problems == []


def test_the_desk(browsing: BrowserContext, server: Server) -> None:
    page = browsing.new_page()
    page.goto("/sign-in/")
    problems = look(page)
    sign_in(page, server, who=0)
    problems += look(page)
    for view in ("for-me", "mine", "taken", "closed", "withdrawn", "waiting"):
        page.goto(f"/desk/?view={view}")
        problems += look(page)
    follow(page, page.locator(".row a").first)
    problems += look(page)
    problems += look_at_the_rest_of_the_desk(page)
    thread = page.url
    follow(page, page.get_by_role("button", name="Take", exact=True))
    problems += look(page)
    follow(page, page.get_by_role("button", name="New call"))
    problems += look(page)
    record = page.url
    follow(page, page.get_by_role("button", name="Finish"))
    problems += look(page)
    for path in (
        "/desk/calls/",
        "/desk/calls/number/",
        "/desk/record-form/",
        f"{record.replace('records', 'calls')}phrase/",
    ):
        page.goto(path)
        problems += look(page)
    number_page = page.url
    problems += look_at_figures(page)
    page.goto(number_page)
    page.get_by_label("I have told").check()
    follow(page, page.get_by_role("button", name="Show me"))
    problems += look(page)
    page.goto("/desk/record-form/")
    if page.get_by_role("button", name="Change the form").count():
        follow(page, page.get_by_role("button", name="Change the form"))
    page.locator("details summary").first.click()
    problems += look(page)
    page.goto("/desk/call-backs/")
    follow(page, page.locator(".row a").first)
    follow(page, page.get_by_role("button", name="Show the number"))
    problems += look(page)
    page.set_viewport_size(DESKTOP)
    problems += look(page)
    for path in ("/desk/", thread, record):
        page.goto(path)
        problems += look(page)
    assert problems == []
    page.set_viewport_size(NARROW)


def weigh(page: Page, path: str) -> tuple[float, list[str]]:
    """Open a page with a cold cache: the bytes over the wire, all told, and every address that was asked for."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    weights: dict[str, float] = {}
    asked: list[str] = []
    wire.on("Network.loadingFinished", lambda event: weights.update({event["requestId"]: event["encodedDataLength"]}))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path, wait_until="load")
    # All but the live wire, which stays open, has arrived with the page; its size is told a little later.
    for _ in range(1_000):
        if len(weights) >= sum("/contact/live/" not in url for url in asked):
            break
        page.wait_for_timeout(50)
    return sum(weights.values()), asked


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_of_a_chat_weighs_little_script_included(chromium: Browser, server: Server, language: str) -> None:
    fresh = context(chromium, server)
    page = fresh.new_page()
    page.goto(f"/{language}/contact/chat/uk-two-keys/1/")
    page.locator("#id_message").fill("I would like to talk to somebody about my internet use.")
    follow(page, page.locator("main form button"))
    page.wait_for_url("**/phrase/")
    with page.expect_request("**/contact/live/**"):
        weighed, asked = weigh(page, f"/{language}/contact/thread/")
    assert any("chat." in url for url in asked)
    assert weighed <= MOST_BYTES
    fresh.close()


def look_at_the_rest_of_the_desk(page: Page) -> list[str]:
    """Its further pages, then back on the thread's page with everything there opened."""
    thread = page.url
    problems: list[str] = []
    for path in DESK:
        page.goto(f"/desk/{path}")
        problems += look(page)
    page.goto("/desk/team/")
    follow(page, page.get_by_role("link", name="Languages and skills of Mina Kowalska"))
    problems += look(page)
    page.goto("/desk/find/")
    page.get_by_label("Words in it").fill("writing")
    follow(page, page.get_by_role("button", name="Find", exact=True))
    problems += look(page)
    page.goto(thread)
    for picker in ("Signposts", "Canned replies"):
        follow(page, page.locator("#reply").get_by_role("button", name=picker))
        problems += look(page)
        follow(page, page.get_by_role("button", name="Back to the reply, without one"))
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    problems += look(page)
    page.get_by_role("button", name="Keys").click()
    problems += look(page)
    page.keyboard.press("Escape")
    return problems


def look_at_figures(page: Page) -> list[str]:
    """The helpline's own figures, a period that can't be read, and what is said of a campaign beforehand."""
    page.goto("/campaigns/")
    campaign = page.locator(".row a").first.get_attribute("href")
    problems: list[str] = []
    for path in ("/figures/", "/figures/?span=between", f"{campaign}ahead/", f"{campaign}forecast/"):
        page.goto(path)
        problems += look(page)
    return problems


@pytest.mark.parametrize(
    "path",
    [
        "",
        "myself/",
        "somebody-else/",
        "contact/confidentiality/",
        "contact/write/",
        "contact/write/uk-two-keys/1/",
        "contact/call-back/",
        "contact/call-back/uk-two-keys/1/you-ring/",
    ],
)
def test_a_page_weighs_little_and_asks_nobody_else(
    chromium: Browser, server: Server, language: str, path: str
) -> None:
    fresh = context(chromium, server)
    page = fresh.new_page()
    weighed, asked = weigh(page, f"/{language}/{path}")
    assert all(url.startswith(server.url) for url in asked)
    assert len(asked) <= MOST_REQUESTS
    assert weighed <= MOST_BYTES
    assert fresh.cookies() == []
    assert "sexual" not in page.title().lower()
    fresh.close()
