"""From the bytes of a file to rows of cells: encoding, separator, heading."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from quietline.insights.evaluation.reading.problems import NotReadable, Problem, whole

MOST_BYTES = 10 * 1024 * 1024
SEPARATORS = ",;\t|"
_MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: tuple[str, ...]


def rows_of(raw: bytes) -> tuple[tuple[str, ...], list[Row]]:
    """The heading and the rows below it; empty lines are left out.

    Raises:
        NotReadable
    """
    text = _decoded(raw)
    heading, *rows = _split(text, _separator(text))
    if any(any(letter.isdigit() for letter in cell) for cell in heading.cells[:1]):
        raise NotReadable(
            [Problem(heading.number, "Headings (month, contacts …) should stand here; this looks like a count.")]
        )
    names = [name.casefold() for name in heading.cells]
    if doubled := {name for name in names if name and names.count(name) > 1}:
        raise NotReadable([Problem(heading.number, f"Two columns have the heading {min(doubled)!r}.")])
    wrong = [
        Problem(
            row.number,
            f"{len(row.cells)} cells, where the heading has {len(heading.cells)}. Is there another separator, or a "
            "thousands comma without quotation marks?",
        )
        for row in rows
        if len(row.cells) != len(heading.cells)
    ]
    if wrong:
        raise NotReadable(wrong)
    if not rows:
        raise whole("There are no rows below the headings.")
    return heading.cells, rows


def _decoded(raw: bytes) -> str:
    if not raw.strip():
        raise whole("The file is empty.")
    if len(raw) > MOST_BYTES:
        raise whole(f"The file is larger than {MOST_BYTES // 1024 // 1024} MiB: that is not a series of counts.")
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise whole("This is a spreadsheet. Save it as CSV, then try again.")
    marked = next((encoding for mark, encoding in _MARKED.items() if raw.startswith(mark)), None)
    try:
        text = raw.decode(marked or "utf-8")
    except UnicodeDecodeError:
        if marked:
            raise whole(f"The file says it is {marked}, and is not.") from None
        text = raw.decode("cp1252", errors="replace")
    if "\0" in text:
        raise whole("This is no text file. Save the table as CSV, then try again.")
    return text


def _separator(text: str) -> str:
    """The separator that splits most rows alike, into two cells at least."""
    best, most = "", 0
    for separator in SEPARATORS:
        many = [len(row.cells) for row in _split(text, separator)]
        alike = many.count(many[0]) if many and many[0] > 1 else 0
        if alike > most:
            best, most = separator, alike
    if not best:
        raise whole("No columns can be told apart. Separate them by commas, semicolons or tabs, with headings first.")
    return best


def _split(text: str, separator: str) -> list[Row]:
    reader = csv.reader(text.splitlines(), delimiter=separator)
    rows = []
    try:
        for cells in reader:
            trimmed = tuple(cell.strip() for cell in cells)
            if any(trimmed):
                rows.append(Row(reader.line_num, trimmed))
    except csv.Error as error:
        raise NotReadable([Problem(reader.line_num, f"This line can't be split into cells: {error}.")]) from None
    return rows
