"""From a concern to a pack that the agency opens, in Chromium, and breaking the glass; every page under axe."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pyrage
from playwright.sync_api import Browser, Page

from tests.factories.server import Server
from tests.journeys.conftest import DESKTOP, context, follow
from tests.journeys.test_every_page import look
from tests.journeys.test_first_page_to_first_reply import sign_in, write

NUMBER = "07700 900461"
TOLD = "The child lives with them."


def case_of(desk: Page, nickname: str) -> None:
    desk.goto("/desk/?view=waiting")
    follow(desk, desk.locator("#list").get_by_role("link", name=nickname))
    follow(desk, desk.get_by_role("link", name="Safeguarding: identities, disclosures"))


def mark(desk: Page, kind: str) -> None:
    desk.get_by_text("Mark a concern …").click()
    desk.get_by_label("What is it?").first.select_option(label=kind)
    follow(desk, desk.get_by_role("button", name="Mark it"))
    follow(desk, desk.get_by_role("link", name="Safeguarding: identities, disclosures"))


def fill_in(desk: Page) -> None:
    for fact in ("a phone number", "a child is at risk", "Identity 1, entered by Mina Kowalska"):
        desk.get_by_label(fact, exact=True).check()
    desk.get_by_label("What we were told").fill(TOLD)
    desk.get_by_label("To whom?").select_option(label="Police")
    desk.get_by_label("What was the seeker told?").select_option(label="Told before")


def test_from_a_concern_to_a_pack_that_the_agency_opens(chromium: Browser, server: Server) -> None:
    seeker, mina, rowan = (context(chromium, server, viewport=DESKTOP).new_page() for _ in range(3))
    write(seeker, f"Please ring me on {NUMBER}.", "Wigeon")
    sign_in(mina, server)
    case_of(mina, "Wigeon")
    mark(mina, "A named child")
    mina.get_by_label(NUMBER).check()
    problems = look(mina)
    follow(mina, mina.get_by_role("button", name="Move them"))
    follow(mina, mina.get_by_role("link", name="Propose a disclosure …"))
    mina.get_by_label("What do you propose?").select_option(label="Pass it on")
    fill_in(mina)
    problems += look(mina)
    follow(mina, mina.get_by_role("button", name="Propose it"))
    problems += look(mina)
    where = mina.url

    sign_in(rowan, server, who=0)
    rowan.goto("/desk/safeguarding/")
    problems += look(rowan)
    rowan.goto(where)
    follow(rowan, rowan.get_by_role("link", name="Open it … : identity 1"))
    rowan.get_by_label("Why?").fill("To ring them.")
    problems += look(rowan)
    follow(rowan, rowan.get_by_role("button", name="Open it"))
    assert NUMBER in rowan.locator("main").inner_text()
    problems += look(rowan)
    rowan.goto(where)
    follow(rowan, rowan.get_by_role("link", name="Agree … Disclosure 1"))
    rowan.get_by_label("Why do you agree?").fill("The child is at risk.")
    follow(rowan, rowan.get_by_role("button", name="Agree"))
    problems += look(rowan)

    agency = pyrage.x25519.Identity.generate()
    mina.goto(where)
    mina.get_by_text("Make the pack").click()
    mina.get_by_label("A passphrase").fill("")
    mina.get_by_label("Or the agency's own age key").fill(str(agency.to_public()))
    with mina.expect_download() as download:
        mina.get_by_role("button", name="Make it").click()
    sealed = Path(download.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [agency]))) as archive:
        said = json.loads(archive.read(next(name for name in archive.namelist() if name.endswith(".json"))))
    assert (said["words"], said["identities"]) == (TOLD, [{"what": "phone", "words": NUMBER}])
    seeker.goto("/en/contact/thread/")
    assert "Please ring me on […]." in seeker.locator("main").inner_text()

    write(seeker, "Somebody is in danger.", "Dabchick")
    case_of(mina, "Dabchick")
    mark(mina, "A child may be in danger now")
    mina.get_by_text("Enter a detail …").click()
    mina.get_by_label("As it was given").fill(NUMBER)
    follow(mina, mina.get_by_role("button", name="Seal it apart"))
    mina.get_by_text("Somebody is in danger this minute …").click()
    follow(mina, mina.get_by_role("link", name="Pass it on now, alone …"))
    fill_in(mina)
    problems += look(mina)
    follow(mina, mina.get_by_role("button", name="Pass it on now"))
    rowan.goto("/desk/")
    assert "waits for a second look" in rowan.locator(".owed").inner_text()
    problems += look(rowan)
    rowan.goto(mina.url)
    follow(rowan, rowan.get_by_role("link", name="It was right … Disclosure 1"))
    rowan.get_by_label("Why was it right?").fill("The child was in danger.")
    follow(rowan, rowan.get_by_role("button", name="Uphold it"))
    assert rowan.locator(".owed").count() == 0
    assert problems == []
