"""`docs/states.md` is what the program does: each diagram is its table's own, and every state has its sentence."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from quietline.contact.contacts.states import ContactState, contact_diagram
from quietline.contact.states import State, diagram

DOCUMENT = (Path(__file__).parents[2] / "docs" / "states.md").read_text(encoding="utf-8")
# Each table of states with its diagram, in the order of the document's chapters.
TABLES: list[tuple[type[StrEnum], str]] = [(State, diagram()), (ContactState, contact_diagram())]
CHAPTERS = re.split(r"^(?=# )", DOCUMENT, flags=re.MULTILINE)[1:]


def test_every_table_has_its_chapter() -> None:
    assert len(CHAPTERS) == len(TABLES)


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_the_diagram_is_the_one_that_the_table_draws(number: int) -> None:
    (drawn,) = re.findall(r"^```mermaid\n(.*?)\n```$", CHAPTERS[number], re.DOTALL | re.MULTILINE)
    assert drawn == TABLES[number][1], "docs/states.md is old: put in what the table's diagram() gives"


@pytest.mark.parametrize(
    ("number", "state"), [(number, state) for number, (states, _) in enumerate(TABLES) for state in states]
)
def test_every_state_has_its_sentence(number: int, state: StrEnum) -> None:
    text = CHAPTERS[number].replace("\n  ", " ")
    assert len(re.findall(rf"^- \*\*{state}\*\*: [^.]+\.$", text, re.MULTILINE)) == 1


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_no_sentence_is_about_a_state_that_is_none(number: int) -> None:
    named = re.findall(r"^- \*\*(.+?)\*\*", CHAPTERS[number], re.MULTILINE)
    assert set(named) == set(TABLES[number][0])
