"""Where notes made in the self-help go in a plan: parts that there are, of modules that there are."""

from __future__ import annotations

import pytest

from quietline.contact.plans.rules import Part
from quietline.content.rules import FOR_MYSELF, PLAN_PARTS, plan_part
from quietline.content.sample_files import read_language


def test_every_part_and_every_module_is_there() -> None:
    assert set(PLAN_PARTS.values()) <= set(Part)
    section = next(page for page in read_language("en").below if page.slug == FOR_MYSELF)
    assert set(PLAN_PARTS) <= {module.slug for module in section.below}


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/en/myself/triggers/what/", "signs"),
        ("/ar/myself/why-change/why-your-card/", "reasons"),
        ("/en/myself/a-module-of-ours/one/", "notes"),
        ("/en/somebody-else/what-now/first-hours/", ""),
        ("/en/", ""),
    ],
)
def test_the_part_of_a_page(path: str, part: str) -> None:
    assert plan_part(path) == part
