"""XLSX: notes first (what was counted, how it is protected), then cells, totals, evaluations."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from quietline.insights.releases.document import Document
from quietline.insights.releases.formats.columns import (
    CELLS,
    EVALUATIONS,
    TOTALS,
    Column,
    Value,
    cells,
    evaluations,
    totals,
)
from quietline.insights.releases.formats.neutral import inert
from quietline.insights.releases.formats.sections import sections
from quietline.insights.releases.formats.zipped import zipped

_BOLD = Font(bold=True)
_STAMP = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_WIDEST, _NARROWEST = 44, 9


def as_xlsx(document: Document) -> bytes:
    """A workbook without formulas; the same document makes the same bytes."""
    book = Workbook(write_only=True)
    issued = datetime.combine(document.issued_on, time())
    book.properties.title, book.properties.creator = document.title, document.publisher
    book.properties.created = issued
    _notes(book, document)
    _sheet(book, "Cells", CELLS, cells(document))
    for name, columns, rows in (
        ("Totals", TOTALS, list(totals(document))),
        ("Evaluations", EVALUATIONS, list(evaluations(document))),
    ):
        if rows:
            _sheet(book, name, columns, rows)
    saved = io.BytesIO()
    book.save(saved)
    return _settled(saved, document.issued_on)


def _notes(book: Workbook, document: Document) -> None:
    sheet = book.create_sheet("Notes")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
    for section in sections(document, with_tables=False):
        sheet.append([_cell(sheet, section.heading, font=_BOLD)])
        for paragraph in section.paragraphs:
            sheet.append([None, _cell(sheet, paragraph, wrap=True)])
        for row in section.rows:
            sheet.append([_cell(sheet, text, wrap=True) for text in row])
        sheet.append([])


def _sheet(book: Workbook, name: str, columns: tuple[Column, ...], rows: Iterable[tuple[Value, ...]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    found = list(rows)
    for at, column in enumerate(columns):
        widest = max([len(column.title), *(len(str(row[at])) for row in found if not isinstance(row[at], Fraction))])
        letter = chr(ord("A") + at)  # the widest sheet has fewer columns than the alphabet letters
        sheet.column_dimensions[letter].width = min(_WIDEST, max(_NARROWEST, widest + 2))
    sheet.append([_cell(sheet, column.title, font=_BOLD) for column in columns])
    for row in found:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Value, *, font: Font | None = None, wrap: bool = False) -> Any:
    if isinstance(value, Fraction):
        value = float(value)
    cell = WriteOnlyCell(sheet, inert(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it looks like
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if font:
        cell.font = font
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _settled(saved: io.BytesIO, on: date) -> bytes:
    """The same workbook without the instant at which it was saved."""
    with ZipFile(saved) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["docProps/core.xml"] = _STAMP.sub(rb"\g<1>" + f"{on}T00:00:00Z".encode(), files["docProps/core.xml"])
    return zipped(files, on)
