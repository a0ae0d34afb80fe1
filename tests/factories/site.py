"""A small public site for tests: one way through with one module, in English; the first page in Arabic."""

from __future__ import annotations

from pathlib import Path

from quietline.content import actions
from quietline.content.models import PublicPage
from quietline.team.roles.rules import Role
from tests.factories.helpline import Helpline, give

SAMPLE = Path(__file__).parent / "sample"


def plant(helpline: Helpline) -> None:
    """The site, and a role each: the lead publishes, Mina edits, Tom reviews."""
    actions.plant_sample(organisation="The Larkmere Trust", folder=SAMPLE, by=None)
    for person, role in ((helpline.lead, Role.PUBLISHER), (helpline.mina, Role.EDITOR), (helpline.tom, Role.REVIEWER)):
        give(person, role)


def page_at(path: str) -> PublicPage:
    from wagtail.models import Page

    page = Page.objects.get(url_path=path).specific
    assert isinstance(page, PublicPage)
    return page
