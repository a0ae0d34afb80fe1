"""Posters and cards as PDF, in the campaign's wording. Every script that our font has, Arabic from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fpdf.enums import Align, WrapMode

from quietline.campaigns.posters.codes import QUIET_MODULES, modules
from quietline.campaigns.posters.rules import Kind, NotPrintable, Printed
from quietline.ui.paper import Paper

INK, SOFT, ACCENT = (29, 43, 42), (85, 100, 95), (23, 96, 92)
# Millimetres: two columns of five cards on A4, cut along thin lines.
CARD_WIDTH, CARD_HEIGHT, CARDS_ACROSS, CARDS_DOWN = 85, 54, 2, 5
CARD_EDGE = 5
SMALLEST_POINTS, SMALLER = 5, 0.94
LINE = 0.45  # millimetres a point: a line's height


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the sheet, in millimetres."""

    left: float
    top: float
    width: float
    height: float

    def part(self, down: float, height: float) -> Box:
        """A stretch of it, as wide."""
        return Box(self.left, self.top + down, self.width, height)


def as_pdf(printed: Printed, kind: Kind) -> bytes:
    """The poster, or a sheet of ten cards.

    Raises:
        NotPrintable
    """
    with _Sheet(printed, "A3" if kind is Kind.POSTER_A3 else "A4") as sheet:
        sheet.begin()
        sheet.cards() if kind is Kind.CARDS else sheet.poster()
        return sheet.finished()


class _Sheet(Paper):
    def __init__(self, printed: Printed, size: str) -> None:
        super().__init__(size)
        self._printed = printed
        self.set_title(printed.heading)
        self.set_lang(printed.language)
        self.set_auto_page_break(False)
        self.set_margins(0, 0)
        self.c_margin = 0

    def begin(self) -> None:
        """Raises: NotPrintable"""
        self._refuse_unprintable()
        self.add_page()

    def poster(self) -> None:
        """Heading, text, code and address on one page, everything in proportion to its width."""
        printed, unit = self._printed, self.w / 210
        left, width = 20 * unit, self.w - 40 * unit
        self.set_fill_color(*ACCENT)
        self.rect(0, 0, self.w, 6 * unit, style="F")
        bottom = self._fitted(printed.heading, Box(left, 26 * unit, width, 92 * unit), 46 * unit, INK)
        self._fitted(printed.text, Box(left, bottom + 8 * unit, width, 150 * unit - bottom), 25 * unit, INK)
        code, top = 82 * unit, self.h - 132 * unit
        beside = self._code_in(Box(left, top, width, code), gap=10 * unit)
        self._fitted(printed.service, beside.part(12 * unit, 22 * unit), 20 * unit, ACCENT)
        self._address(beside.part(38 * unit, 20 * unit), 17 * unit)
        self._fitted(printed.danger, Box(left, self.h - 34 * unit, width, 16 * unit), 15 * unit, SOFT)

    def cards(self) -> None:
        """Ten cards with lines to cut along."""
        across = (self.w - CARDS_ACROSS * CARD_WIDTH) / 2
        down = (self.h - CARDS_DOWN * CARD_HEIGHT) / 2
        self.set_draw_color(200)
        self.set_line_width(0.1)
        for place in range(CARDS_ACROSS * CARDS_DOWN):
            row, column = divmod(place, CARDS_ACROSS)
            left, top = across + column * CARD_WIDTH, down + row * CARD_HEIGHT
            self.rect(left, top, CARD_WIDTH, CARD_HEIGHT)
            self._card(Box(left + CARD_EDGE, top + CARD_EDGE, CARD_WIDTH - 2 * CARD_EDGE, CARD_HEIGHT - 2 * CARD_EDGE))

    def _card(self, card: Box) -> None:
        printed = self._printed
        self._fitted(printed.heading, card.part(0, 13), 13, INK)
        beside = self._code_in(card.part(14, 26), gap=4)
        self._fitted(printed.service, beside.part(2, 9), 10, ACCENT)
        self._address(beside.part(13, 11), 8)
        self._fitted(printed.danger, card.part(card.height - 3, 4), 6.5, SOFT)

    def _code_in(self, box: Box, *, gap: float) -> Box:
        """The code where its lines begin; returns what is left beside it."""
        size, is_rtl = box.height, self._printed.is_rtl
        self._code(box.left + box.width - size if is_rtl else box.left, box.top, size)
        return Box(box.left if is_rtl else box.left + size + gap, box.top, box.width - size - gap, size)

    def _address(self, box: Box, points: float) -> None:
        # Read from the left in every language; the code is never broken in two.
        host, _, path = self._printed.address.partition("://")[2].partition("/")
        self.set_text_shaping(use_shaping_engine=True, direction="ltr")
        self._set_in(box, f"{host}\n/{path}", points, INK, WrapMode.CHAR)

    def _fitted(self, text: str, box: Box, points: float, colour: tuple[int, int, int]) -> float:
        """Set a text into a box, smaller where it would not fit; returns where it ends."""
        self.set_text_shaping(use_shaping_engine=True, direction="rtl" if self._printed.is_rtl else "ltr")
        return self._set_in(box, text, points, colour, WrapMode.WORD)

    def _set_in(self, box: Box, text: str, points: float, colour: tuple[int, int, int], wrap: WrapMode) -> float:
        align = Align.R if self._printed.is_rtl else Align.L

        def height(*, dry_run: bool) -> float:
            self.set_font("body", size=points)
            self.set_xy(box.left, box.top)
            given = {"align": align, "wrapmode": wrap, "dry_run": dry_run, "output": "HEIGHT"}
            return float(self.multi_cell(box.width, points * LINE, text, **given))  # type: ignore[arg-type]

        while height(dry_run=True) > box.height and points > SMALLEST_POINTS:
            points *= SMALLER
        self.set_text_color(*colour)
        return box.top + height(dry_run=False)

    def _code(self, left: float, top: float, size: float) -> None:
        """The code as rectangles: sharp at any size, with its quiet edge inside the box."""
        rows = modules(self._printed.address)
        module = size / (len(rows) + 2 * QUIET_MODULES)
        self.set_fill_color(255)
        self.rect(left, top, size, size, style="F")
        self.set_fill_color(0)
        for down, row in enumerate(rows):
            for begin, end in _runs(row):
                across = left + (QUIET_MODULES + begin) * module
                self.rect(across, top + (QUIET_MODULES + down) * module, (end - begin) * module, module, style="F")

    def _refuse_unprintable(self) -> None:
        printed = self._printed
        self.set_font("body")
        known = self.fonts["body"].cmap  # type: ignore[union-attr]
        texts = printed.heading + printed.text + printed.service + printed.danger
        if lacking := sorted({each for each in texts if ord(each) not in known and not each.isspace()}):
            raise NotPrintable(f"These characters can't be printed: {' '.join(lacking[:10])}")


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """The stretches of dark modules: one rectangle each, so that no hair lines show between them."""
    begin: int | None = None
    for place, dark in enumerate([*row, False]):
        if dark and begin is None:
            begin = place
        if not dark and begin is not None:
            yield begin, place
            begin = None
