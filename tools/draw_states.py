"""Draw the diagrams of `docs/states.md` from the tables: `make states`, after a table was changed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from quietline.contact.call_backs.states import TABLE as CALL_BACKS
from quietline.contact.contacts.states import TABLE as CONTACTS
from quietline.contact.states import TABLE as THREADS
from quietline.contact.tables import Table
from quietline.safeguarding.disclosures.states import TABLE as DISCLOSURES

DOCUMENT = Path(__file__).parent.parent / "docs" / "states.md"
# By the heading below which each diagram stands.
TABLES: dict[str, Table[Any, Any]] = {
    "The states of a thread": THREADS,
    "The states of a contact": CONTACTS,
    "The states of a call-back": CALL_BACKS,
    "The states of a disclosure": DISCLOSURES,
}
_DIAGRAM = re.compile(r"(?<=^```mermaid\n).*?(?=\n```$)", re.DOTALL | re.MULTILINE)


def drawn(text: str) -> str:
    """The document with every diagram as its table draws it; the sentences around them stay."""
    parts = re.split(r"^# ", text, flags=re.MULTILINE)
    return "# ".join(_drawn_part(part) for part in parts)


def _drawn_part(part: str) -> str:
    table = TABLES.get(part.split("\n", 1)[0])
    return _DIAGRAM.sub(lambda _: table.diagram(), part, count=1) if table else part


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
