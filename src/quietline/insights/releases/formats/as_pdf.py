"""A release on paper: A4, each page with its number, the release's and the day. Every script that our font has."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, time

from fpdf.enums import Align
from fpdf.fonts import FontFace

from quietline.insights.releases.document import Document
from quietline.insights.releases.formats.sections import Section, day, sections
from quietline.ui.paper import Paper

INK, SOFT, ACCENT = (29, 43, 42), (85, 100, 95), (23, 96, 92)
_TINT = FontFace(fill_color=(238, 243, 242))
MOST_COLUMNS = 7  # that a sheet is wide enough for
_MARGIN, _BOTTOM = 18, 20
_LATIN = "\u02af"  # the last letter of its extensions
_HEADING_ROOM = 40  # millimetres that must be left below a heading


def as_pdf(document: Document) -> bytes:
    """The same document makes the same bytes."""
    with _Release(document) as paper:
        paper.add_page()
        paper.opening()
        for section in sections(document, most_columns=MOST_COLUMNS):
            paper.section(section)
        return paper.finished()


class _Release(Paper):
    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.set_title(document.title)
        self.set_author(document.publisher)
        self.set_lang("en")
        self.set_creation_date(datetime.combine(document.issued_on, time(), tzinfo=UTC))
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_BOTTOM)

    def footer(self) -> None:
        """Version and page: a sheet that comes loose says what it belongs to."""
        document = self._document
        self.set_y(-14)
        self._shape(self._document.publisher)
        self.set_font("body", size=8)
        self.set_text_color(*SOFT)
        corrects = f", corrects {document.corrects.number}" if document.corrects else ""
        self.cell(self.epw * 0.8, 6, f"Release {document.number}{corrects} · {day(document)} · {document.publisher}")
        self.cell(0, 6, f"{self.page_no()} / {{nb}}", align=Align.R)

    def opening(self) -> None:
        document = self._document
        self._text(document.publisher, 10, ACCENT)
        self._text(document.title, 19, INK)
        self._text(f"Release {document.number}, {day(document)}", 10, SOFT)
        if document.corrects:
            self.ln(2)
            self._text(f"This corrects release {document.corrects.number}: {document.corrects.reason}", 10, INK)

    def section(self, section: Section) -> None:
        if self.will_page_break(_HEADING_ROOM):
            self.add_page()
        self.ln(5)
        self._text(section.heading, 12.5, INK)
        self.ln(1)
        for paragraph in section.paragraphs:
            self._text(paragraph, 9.5, INK)
            self.ln(1)
        if section.rows:
            self._table(section)

    def _text(self, text: str, points: float, colour: tuple[int, int, int]) -> None:
        self.set_font("body", size=points)
        self.set_text_color(*colour)
        self._shape(text)
        align = Align.R if _is_rtl(text) else Align.L
        self.multi_cell(0, points * 0.5, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def _shape(self, *texts: str) -> None:
        """Join letters where a script wants it; it takes several times as long, and Latin needs it nowhere."""
        self.set_text_shaping(use_shaping_engine=any(each > _LATIN for text in texts for each in text))

    def _table(self, section: Section) -> None:
        self._shape(*section.headings, *(cell for row in section.rows for cell in row))
        self.set_font("body", size=8.5)
        self.set_text_color(*INK)
        self.set_draw_color(200)
        widths = (2, *(1 for _ in section.rows[0][1:])) if section.headings else (1, 3)
        with self.table(
            col_widths=widths,
            first_row_as_headings=bool(section.headings),
            headings_style=_TINT,
            text_align="LEFT",
            line_height=4.6,
            padding=1,
        ) as table:
            for cells in ([section.headings] if section.headings else []) + list(section.rows):
                row = table.row()
                for cell in cells:
                    row.cell(cell, align=Align.R if _is_rtl(cell) else Align.L)


def _is_rtl(text: str) -> bool:
    """By its first letter that has a direction."""
    strong = (unicodedata.bidirectional(each) for each in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"
