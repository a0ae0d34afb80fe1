"""Where notes made in the self-help go in a plan: the parts that a plan has, and each module for oneself names one."""

from __future__ import annotations

import pytest

from quietline.contact.plans.words import TITLES
from quietline.content.rules import PLAN_PARTS
from quietline.content.sample_files import languages, read_language


def test_an_editor_chooses_among_the_parts_of_a_plan() -> None:
    assert {part.value: str(title) for part, title in TITLES.items()} == PLAN_PARTS


@pytest.mark.parametrize("language", languages())
def test_modules_for_oneself_lead_to_a_plan_and_those_for_families_do_not(language: str) -> None:
    sections = {page.slug: page.below for page in read_language(language).below}
    assert {module.plan for module in sections["myself"] if module.kind == "module"} <= set(PLAN_PARTS)
    assert {module.plan for module in sections["somebody-else"] if module.kind == "module"} <= {""}
