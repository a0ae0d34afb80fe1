"""The first sheet of an XLSX workbook. Macros and links to elsewhere are not looked at, formulas not reckoned."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import BinaryIO
from xml.etree.ElementTree import ParseError  # nosec B405: the name of an error, nothing is parsed with it
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from quietline.campaigns.sheets.reading import CELL_CHARACTERS, Row, Unreadable

# A workbook of a million rows unpacks to some 100 MB; what unpacks to more, or to a thousand times itself, is a bomb.
MOST_UNPACKED_BYTES = 256 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 1_000
MOST_CELLS = 200
# As many as spreadsheets know. A row may claim any number, and all that would stand before it are made up on the way.
MOST_ROWS = 1_048_576
_READ_ERRORS = (
    EOFError,
    InvalidFileException,
    BadZipFile,
    zlib.error,
    RuntimeError,  # a part under a password, or packed in a way that is not known here
    ParseError,
    KeyError,
    ValueError,
    OSError,
    IndexError,
    TypeError,
    AttributeError,
    ArithmeticError,
)


def rows_of_workbook(file: BinaryIO) -> Iterator[Row]:
    """The rows of the first sheet, dates as 2024-03-01 and whole numbers without a point.

    Raises:
        Unreadable
    """
    _refuse_bomb(file)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False, keep_vba=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        width = 0
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            _refuse_huge(number, values)
            cells = [_text(value, number) for value in values[:MOST_CELLS]]
            if any(cells):
                width = width or len(_without_end(cells))
                yield Row(number, _of_width(cells, width, number))
    except Unreadable:
        raise
    except _READ_ERRORS:
        raise Unreadable("This XLSX can't be read. Save it anew as XLSX, or as CSV") from None


def _refuse_bomb(file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            unpacked, size = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unreadable("This is a packed file, but no XLSX") from None
    finally:
        file.seek(0)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES or unpacked > MOST_RATIO * max(size, 1):
        raise Unreadable("This XLSX unpacks to far more than a table needs. Save it as CSV")


def _refuse_huge(number: int, values: Sequence[object]) -> None:
    if number > MOST_ROWS:
        raise Unreadable(f"There are more than {MOST_ROWS:,} rows")
    if any(values[MOST_CELLS:]):
        raise Unreadable(f"There are more than {MOST_CELLS} cells", number)


def _text(value: object, number: int) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    if len(text) > CELL_CHARACTERS:
        raise Unreadable(f"A cell has more than {CELL_CHARACTERS} characters", number)
    return text


def _of_width(cells: list[str], width: int, number: int) -> list[str]:
    if any(cells[width:]):
        raise Unreadable(f"There are {len(_without_end(cells))} cells, and {width} headings", number)
    return cells[:width] + [""] * (width - len(cells))


def _without_end(cells: list[str]) -> list[str]:
    """Cells up to the last that holds something: sheets go on with empty ones."""
    return cells[: max(place for place, cell in enumerate(cells, start=1) if cell)]
