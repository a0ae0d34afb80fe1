"""A table as text that a form can carry from its preview to the act, whatever kind of file it came in."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

from quietline.campaigns.sheets.reading import rows_of


def as_text(content: bytes) -> str:
    """The rows as CSV in UTF-8; empty ones stand for what was left out, so that rows keep their numbers.

    Raises:
        Unreadable
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    written = 0
    for row in rows_of(BytesIO(content)):
        text.write("\n" * (row.number - written - 1))
        writer.writerow(row.cells)
        written = row.number
    return text.getvalue()
