"""An administrator notes who can do what and gives a role; a colleague finds what is for them, on a phone too."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.factories.server import Server
from tests.journeys.conftest import DESKTOP, context, follow
from tests.journeys.test_first_page_to_first_reply import sign_in, write


def note(page: Page, name: str, *, skill: str | None) -> None:
    page.goto("/desk/team/")
    follow(page, page.get_by_role("link", name=f"Languages and skills of {name}"))
    for box in page.locator("input[name=skills]").all():
        box.uncheck()
    if skill:
        page.get_by_label(skill).check()
    follow(page, page.get_by_role("button", name="Keep it"))
    expect(page.get_by_role("heading", name="Team")).to_be_visible()


def go_on_duty(page: Page) -> None:
    page.goto("/desk/duty/")
    follow(page, page.locator("main").get_by_role("button", name=re.compile("^(Go on duty|Change)$")))


def test_what_is_noted_on_the_teams_page_leads_a_thread_to_who_fits(chromium: Browser, server: Server) -> None:
    without = {"java_script_enabled": False}
    rowan = context(chromium, server, viewport=DESKTOP, **without).new_page()
    sign_in(rowan, server, who=0)
    tom = context(chromium, server, **without).new_page()  # a phone
    sign_in(tom, server, who=2)
    seeker = context(chromium, server).new_page()
    write(seeker, "I would like to talk to somebody about my internet use.", "Kittiwake")
    seeker.context.close()

    follow(rowan, rowan.get_by_role("link", name="Team"))
    follow(rowan, rowan.get_by_role("link", name="Skills", exact=True))
    follow(rowan, rowan.get_by_role("link", name="New skill"))
    rowan.get_by_label("Name").fill("Evening shifts")
    follow(rowan, rowan.get_by_role("button", name="Keep it"))
    note(rowan, "Tom Fairburn", skill="Evening shifts")
    follow(rowan, rowan.get_by_role("link", name="Roles of Tom Fairburn"))
    rowan.get_by_label("Role").select_option("Supervisor")
    follow(rowan, rowan.get_by_role("button", name="Give it"))
    rowan.goto("/desk/team/")
    expect(rowan.locator("li", has_text="Tom Fairburn")).to_contain_text("supervisor")

    rowan.goto("/desk/")
    follow(rowan, rowan.locator(".row a", has_text="Kittiwake"))
    where = rowan.url
    rowan.get_by_text("Wants a skill …").click()
    rowan.get_by_label("Skill it wants").select_option("Evening shifts")
    follow(rowan, rowan.get_by_role("button", name="Keep it"))
    expect(rowan.get_by_text("Wants: Evening shifts …")).to_be_visible()
    rowan.goto("/desk/?view=waiting")
    row = rowan.locator(".row", has_text="Kittiwake")
    expect(row).to_contain_text("nobody on duty has it")

    go_on_duty(tom)
    rowan.goto("/desk/")
    expect(rowan.locator(".row", has_text="Kittiwake")).to_have_count(0)
    expect(rowan.get_by_text("fits a colleague on duty better")).to_be_visible()
    tom.goto("/desk/")
    expect(tom.locator(".row", has_text="Kittiwake")).to_contain_text("you have it")
    tom.get_by_text("Narrow by line, language or skill …").click()
    tom.get_by_label("Skill").select_option("Evening shifts")
    follow(tom, tom.get_by_role("button", name="Narrow"))
    expect(tom.locator(".row", has_text="Kittiwake")).to_have_count(1)
    # Whoever is in danger is never narrowed away.
    expect(tom.locator(".row").filter(has_not_text="danger now")).to_have_count(1)

    rowan.goto(where)
    follow(rowan, rowan.get_by_role("button", name="Take", exact=True))
    rowan.get_by_text("Hand over to a colleague …").click()
    expect(rowan.locator("optgroup").first).to_have_attribute("label", "On duty, fits")
    expect(rowan.locator("optgroup").first.locator("option")).to_have_text(["Tom Fairburn"])
    follow(rowan, rowan.get_by_role("button", name="Hand back"))

    # As it was: others look at the same helpline.
    tom.goto("/desk/duty/")
    follow(tom, tom.get_by_role("button", name="Go off duty").first)
    note(rowan, "Tom Fairburn", skill=None)
    for name in ("Tom Fairburn", "Rowan Adeyemi"):
        rowan.goto("/desk/team/")
        follow(rowan, rowan.get_by_role("link", name=f"Roles of {name}"))
        follow(rowan, rowan.get_by_role("button", name=f"Take the role supervisor from {name}"))
    expect(rowan.get_by_role("alert")).to_contain_text("is the only supervisor")
    for page in (rowan, tom):
        page.context.close()
