"""`docs/states.md` is what the program does: each diagram is its table's own, and every state has its sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import pytest

from quietline.contact import states
from quietline.contact.call_backs import states as call_backs
from quietline.contact.contacts.states import ContactState, contact_diagram

DOCUMENT = (Path(__file__).parents[2] / "docs" / "states.md").read_text(encoding="utf-8")
# Each heading with what draws its diagram and the states that it must explain.
SECTIONS: dict[str, tuple[Callable[[], str], type[StrEnum]]] = {
    "The states of a thread": (states.diagram, states.State),
    "The states of a contact": (contact_diagram, ContactState),
    "The states of a call-back": (call_backs.diagram, call_backs.CallState),
}


def section(heading: str) -> str:
    parts = re.split(r"^# ", DOCUMENT, flags=re.MULTILINE)
    return next(part for part in parts if part.startswith(f"{heading}\n"))


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_diagram_is_the_one_that_the_table_draws(heading: str) -> None:
    (drawn,) = re.findall(r"^```mermaid\n(.*?)\n```$", section(heading), re.DOTALL | re.MULTILINE)
    assert drawn == SECTIONS[heading][0](), "docs/states.md is old: put what the table's diagram() gives into it"


@pytest.mark.parametrize(("heading", "state"), [(name, state) for name, (_, its) in SECTIONS.items() for state in its])
def test_every_state_has_its_sentence(heading: str, state: StrEnum) -> None:
    text = section(heading).replace("\n  ", " ")
    assert len(re.findall(rf"^- \*\*{state}\*\*: [^.]+\.$", text, re.MULTILINE)) == 1


@pytest.mark.parametrize("heading", SECTIONS)
def test_no_sentence_is_about_a_state_that_is_none(heading: str) -> None:
    assert set(re.findall(r"^- \*\*(.+?)\*\*", section(heading), re.MULTILINE)) == set(SECTIONS[heading][1])


def test_every_diagram_is_checked() -> None:
    assert len(re.findall(r"^```mermaid$", DOCUMENT, re.MULTILINE)) == len(SECTIONS)
