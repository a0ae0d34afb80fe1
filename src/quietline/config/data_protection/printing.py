"""The pack as PDF, set from its web page: what stands in one stands in the other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from fpdf.fonts import FontFace

from quietline.ui.paper import Paper

_BLOCKS = {"h1", "h2", "h3", "p", "td", "th"}
_SIZES = {"h1": 18, "h2": 14, "h3": 11.5, "p": 9.5}
_BLANK = "blank"  # the class of what somebody fills in by hand
_TINT = FontFace(fill_color=(238, 243, 242))
_FRAMED = "\n[ {} ]\n"


@dataclass
class _Piece:
    """One block of the page; a table has rows of cells, each with whether it is a heading."""

    kind: str
    text: str = ""
    rows: list[list[tuple[str, bool]]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads our own page into blocks; knows the elements it uses and no others."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[_Piece] = []
        self._text = ""
        self._inside = ""  # the block whose words are read
        self._blank = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.pieces.append(_Piece(tag))
        elif tag == "tr":
            self.pieces[-1].rows.append([])
        elif tag == "svg":
            self.pieces.append(_Piece(tag))
        elif tag in _BLOCKS:
            self._inside, self._text = tag, ""
        elif tag == "div" and ("class", _BLANK) in attrs:
            self._blank = True

    def handle_data(self, data: str) -> None:
        if self._blank and self._inside:
            self._text += _FRAMED.format(_plain(data))
        elif self._blank:
            self.pieces.append(_Piece(_BLANK, _plain(data)))
        elif self._inside:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._blank = False
        elif tag in {"td", "th"}:
            lines = (_plain(line) for line in self._text.strip().splitlines())
            self.pieces[-1].rows[-1].append(("\n".join(lines), tag == "th"))
            self._inside = ""
        elif tag in _BLOCKS:
            self.pieces.append(_Piece(tag, _plain(self._text)))
            self._inside = ""


class _Document(Paper):
    def footer(self) -> None:
        """Each page says its number of all."""
        self.set_y(-15)
        self.set_font("body", size=8)
        self.cell(0, 8, f"{self.page_no()} / {{nb}}", align="R")


def printed(html: str) -> bytes:
    """An A4 document with the words, tables and picture of the pack's page."""
    with _Document() as pdf:
        pdf.set_margin(18)
        pdf.set_auto_page_break(auto=True, margin=18)
        pdf.add_page()
        for piece in _pieces(html):
            _set(pdf, piece, html)
        return pdf.finished()


def _pieces(html: str) -> Iterator[_Piece]:
    reader = _Reader()
    reader.feed(html.partition("<body>")[2])
    yield from reader.pieces


def _set(pdf: Paper, piece: _Piece, html: str) -> None:
    if piece.kind == "table":
        _set_table(pdf, piece.rows)
    elif piece.kind == "svg":
        svg = html[html.index("<svg") : html.index("</svg>") + len("</svg>")]
        pdf.image(io.BytesIO(svg.encode()), w=pdf.epw)
    elif piece.kind == _BLANK:
        pdf.set_font("body", size=_SIZES["p"])
        pdf.multi_cell(0, 12, piece.text, border=1, new_x="LMARGIN", new_y="NEXT")
    else:
        pdf.ln(5 if piece.kind == "h2" else 2)
        pdf.set_font("body", size=_SIZES[piece.kind])
        pdf.multi_cell(0, _SIZES[piece.kind] / 1.9, piece.text, align="L", new_x="LMARGIN", new_y="NEXT")


def _set_table(pdf: Paper, rows: list[list[tuple[str, bool]]]) -> None:
    pdf.ln(2)
    pdf.set_font("body", size=8.5)
    # A column of headings is narrow.
    widths = (1, 3) if rows and [heading for _, heading in rows[0]] == [True, False] else None
    with pdf.table(
        col_widths=widths, first_row_as_headings=False, text_align="LEFT", line_height=4.6, padding=1
    ) as table:
        for cells in rows:
            row = table.row()
            for text, heading in cells:
                row.cell(text, style=_TINT if heading else None)
    pdf.ln(2)


def _plain(text: str) -> str:
    return " ".join(text.split())
