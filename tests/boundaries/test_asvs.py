"""The table of ASVS has each id of the standard exactly once, and each that is met names a test that exists."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.boundaries.test_threat_model import ROOT, cells, missing, named_tests

TABLE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
# Of each section of version 5.0.0 the levels of its requirements, in their order.
LEVELS = {
    "V1": "22 1111122223 112222222223 222 123",
    "V2": "122 112 12223 23",
    "V3": "3 113 12223 11222233 11122333 3 22333",
    "V4": "12233 23333 22 1222",
    "V5": "2 112333 113 222",
    "V6": "122 111111112222 11223333 112233 22222333 2223 33 2222",
    "V7": "222 1111 22 11222 223 22",
    "V8": "1233 1123 133 23",
    "V9": "111 1222",
    "V10": "22 223 22223 1111122222233333 22222 22 222",
    "V11": "2233 22233 11233 1222 23 23 33",
    "V12": "12233 11 22223",
    "V13": "2333 222223 2233 1222233",
    "V14": "22 12223333 122",
    "V15": "12233 12233 1222222 3333",
    "V16": "2 22222 2222 222 2223",
    "V17": "23 22223333 22",
}
# Chapters in which level 3 is gone through as well.
TO_LEVEL_3 = {"V6", "V7", "V8", "V11"}
STANDS = {"met", "not met", "not applicable"}


def wanted() -> set[str]:
    return {
        f"{chapter}.{section}.{number}"
        for chapter, sections in LEVELS.items()
        for section, levels in enumerate(sections.split(), start=1)
        for number, level in enumerate(levels, start=1)
        if level in "12" or chapter in TO_LEVEL_3
    }


def rows(text: str) -> list[list[str]]:
    return [cells(line) for line in text.splitlines() if re.match(r"\| V\d", line)]


def wrong(text: str) -> list[str]:
    """What is amiss in the table."""
    found = rows(text)
    ids = Counter(row[0] for row in found)
    told = [f"{name} is missing" for name in wanted() - set(ids)]
    told += [f"{name} is none, or twice" for name, times in ids.items() if times > 1 or name not in wanted()]
    for name, _, stands, how, tried in found:
        if stands not in STANDS or (stands == "met" and not named_tests(tried)) or (stands != "met" and not how):
            told.append(f"{name} is not borne out")
    return told + [f"{test} does not exist" for test in missing(text)]


def test_each_requirement_stands_there_once_and_is_borne_out() -> None:
    assert wrong(TABLE) == []


def test_what_it_says_of_itself_is_so() -> None:
    said = re.search(r"Of (\d+) rows (\d+) are met, (\d+) are not met and (\d+) do not apply", TABLE)
    assert said
    stands = Counter(row[2] for row in rows(TABLE))
    assert [int(each) for each in said.groups()] == [
        stands.total(),
        stands["met"],
        stands["not met"],
        stands["not applicable"],
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("| V1.1.1 |", "| V1.1.9 |", "V1.1.1 is missing"),
        ("| V6.2.2 |", "| V6.2.1 |", "V6.2.1 is none, or twice"),
        ("::test_no_path_leads_out_of_the_assets", "::test_of_nobody", "::test_of_nobody does not exist"),
    ],
)
def test_a_planted_mistake_is_told(was: str, becomes: str, told: str) -> None:
    assert any(told in each for each in wrong(TABLE.replace(was, becomes, 1)))


def test_a_row_that_is_met_by_nothing_is_told() -> None:
    row = next(line for line in TABLE.splitlines() if line.startswith("| V1.1.1 |"))
    assert "V1.1.1 is not borne out" in wrong(TABLE.replace(row, "| V1.1.1 | words | met | somehow | – |"))
