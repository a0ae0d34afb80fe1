"""`docs/states.md` is what the program does: each diagram is its table's own, and every state has its sentence."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest
from tools.draw_states import DOCUMENT as FILE
from tools.draw_states import TABLES, drawn

from quietline.contact.call_backs.states import CallState
from quietline.contact.contacts.states import ContactState
from quietline.contact.states import State
from quietline.safeguarding.disclosures.states import DisclosureState

DOCUMENT = FILE.read_text(encoding="utf-8")
# The states that each section must explain.
SECTIONS: dict[str, type[StrEnum]] = {
    "The states of a thread": State,
    "The states of a contact": ContactState,
    "The states of a call-back": CallState,
    "The states of a disclosure": DisclosureState,
}


def section(heading: str) -> str:
    parts = re.split(r"^# ", DOCUMENT, flags=re.MULTILINE)
    return next(part for part in parts if part.startswith(f"{heading}\n"))


def test_the_document_is_drawn_from_the_tables() -> None:
    assert drawn(DOCUMENT) == DOCUMENT, "docs/states.md is old: run make states"


def test_a_diagram_that_drifted_is_drawn_anew() -> None:
    assert drawn(DOCUMENT.replace("    closed --> taken: take\n", "")) == DOCUMENT


@pytest.mark.parametrize(("heading", "state"), [(name, state) for name, its in SECTIONS.items() for state in its])
def test_every_state_has_its_sentence(heading: str, state: StrEnum) -> None:
    text = section(heading).replace("\n  ", " ")
    assert len(re.findall(rf"^- \*\*{state}\*\*: [^.]+\.$", text, re.MULTILINE)) == 1


@pytest.mark.parametrize("heading", SECTIONS)
def test_no_sentence_is_about_a_state_that_is_none(heading: str) -> None:
    assert set(re.findall(r"^- \*\*(.+?)\*\*", section(heading), re.MULTILINE)) == set(SECTIONS[heading])


def test_every_diagram_is_checked() -> None:
    assert len(re.findall(r"^```mermaid$", DOCUMENT, re.MULTILINE)) == len(SECTIONS)
    assert set(TABLES) == set(SECTIONS)
