"""Text that a spreadsheet must not take for a formula."""

from __future__ import annotations

# Also in the wide forms that some spreadsheets take for the narrow ones.
_BEGINNINGS = "=+-@\t\r＝＋－＠"


def inert(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would begin to compute. Numbers are no texts."""
    return f"'{text}" if text.lstrip(" \n")[:1] in tuple(_BEGINNINGS) else text
