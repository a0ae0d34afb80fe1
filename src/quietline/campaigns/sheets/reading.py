"""Tables as other programs write them, row by row: CSV in whatever encoding and with whatever separator, or XLSX.

Nothing is guessed silently in the middle of a file: what does not go on as it began is refused, with its row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import BinaryIO

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 64 * 1024
CELL_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and in which row of the file; none where it is the file as a whole."""

    row: int | None
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}" if self.row else self.reason


class Unreadable(Exception):
    """The file can't be read as a table; the problem says where and why."""

    def __init__(self, reason: str, row: int | None = None) -> None:
        super().__init__(reason)
        self.problem = Problem(row, reason)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with its number in the file as a spreadsheet shows it."""

    number: int
    cells: list[str]


def rows_of(file: BinaryIO) -> Iterator[Row]:
    """The rows of a file, the heading first; empty ones are left out. Holds one row at a time.

    Raises:
        Unreadable
    """
    start = file.read(4)
    file.seek(0)
    if start.startswith(b"PK"):
        from quietline.campaigns.sheets.workbook import rows_of_workbook

        return rows_of_workbook(file)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("This is an old or locked Excel file. Save it as XLSX without a password, or as CSV")
    return _rows_of_csv(file)


def rows_of_text(text: str) -> Iterator[Row]:
    """The same for text that was pasted."""
    return rows_of(BytesIO(text.encode("utf-8", "surrogatepass")))


def _rows_of_csv(file: BinaryIO) -> Iterator[Row]:
    sample = file.read(_SAMPLE_BYTES)
    file.seek(0)
    encoding = _encoding(sample)
    lines = _decoded(file, encoding)
    heading = next((line for line in lines if line.strip()), "")
    if not heading:
        raise Unreadable("The file is empty")
    separator = max(SEPARATORS, key=heading.count)
    reader = csv.reader(chain([heading], lines), delimiter=separator, strict=True)
    width = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            width = width or len(cells)
            _check_width(cells, width, separator, reader.line_num)
            yield Row(reader.line_num, [cell.strip() for cell in cells])
    except csv.Error as error:
        raise Unreadable(f"The quotation marks do not close ({error})", reader.line_num) from None


def _check_width(cells: list[str], width: int, separator: str, number: int) -> None:
    if any(len(cell) > CELL_CHARACTERS for cell in cells):
        raise Unreadable(f"A cell has more than {CELL_CHARACTERS} characters", number)
    if len(cells) == width:
        return
    others = [other for other in SEPARATORS if other != separator and other in "".join(cells)]
    if others:
        raise Unreadable(f"The cells are parted by “{_named(others[0])}”, above by “{_named(separator)}”", number)
    raise Unreadable(f"There are {len(cells)} cells, and {width} headings", number)


def _named(separator: str) -> str:
    return "tab" if separator == "\t" else separator


def _encoding(sample: bytes) -> str:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in sample:
        raise Unreadable("This is no table of text")
    try:
        # A character may be cut in two at the end of the sample.
        sample[: sample.rfind(b"\n") + 1 or None].decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _decoded(file: BinaryIO, encoding: str) -> Iterator[str]:
    if encoding == "utf-16":
        try:
            yield from file.read().decode("utf-16").splitlines(keepends=True)
        except UnicodeDecodeError:
            raise Unreadable("The file is not the UTF-16 that it begins as") from None
        return
    for number, line in enumerate(file, start=1):
        yield _line(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, encoding, number)


def _line(line: bytes, encoding: str, number: int) -> str:
    if b"\x00" in line:
        raise Unreadable("This is no table of text", number)
    if line.isascii():
        return line.decode("ascii")
    if encoding == "cp1252" and _is_utf_8(line):
        raise Unreadable("The file mixes encodings: this row is UTF-8, others are Windows-1252", number)
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("The file mixes encodings: this row is not UTF-8 as those above are", number) from None


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
