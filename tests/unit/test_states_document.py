"""`docs/states.md` is what the program does: the diagram is the table's own, and every state has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quietline.contact.states import State, diagram

DOCUMENT = Path(__file__).parents[2] / "docs" / "states.md"


def test_the_diagram_is_the_one_that_the_table_draws() -> None:
    (drawn,) = re.findall(r"^```mermaid\n(.*?)\n```$", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert drawn == diagram(), "docs/states.md is old: put what quietline.contact.states.diagram() gives into it"


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_sentence(state: State) -> None:
    sentences = re.findall(
        rf"^- \*\*{state}\*\*: [^.]+\.$", DOCUMENT.read_text(encoding="utf-8").replace("\n  ", " "), re.MULTILINE
    )
    assert len(sentences) == 1


def test_no_sentence_is_about_a_state_that_is_none() -> None:
    named = re.findall(r"^- \*\*(.+?)\*\*", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) == set(State)
