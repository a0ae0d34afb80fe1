"""Charts of a release, drawn from what is shown: a picture must not tell more than its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quietline.insights.releases.tables import SHOWN_FROM
from quietline.ui.charts import Chart, Table, Tile, multiples, stacked, tile_map
from quietline.ui.charts.bars import MOST_PARTS

MOST_AREAS = 24
MOST_BARS, LETTERS_ACROSS = 6, 66  # below a chart that is 560 wide, with 13 points
FEW = f"fewer than {SHOWN_FROM}"
_SHORT = 8  # letters of a name in a tile
_HOW = f"What is {FEW} is drawn as {SHOWN_FROM // 2}."

Rows = Sequence[tuple[str, ...]]  # a name, then numbers as they are shown; empty: not in the release


def across(title: str, windows: Sequence[str], rows: Rows, *, key: str, rtl: bool) -> Chart | None:
    """Areas over time; of one window a map of tiles. None where they are too many to tell apart, or one has a gap."""
    if len(rows) > MOST_AREAS or not all(all(row) for row in rows):
        return None
    if len(windows) > 1:
        areas = {row[0]: [drawn(text) for text in row[1:]] for row in rows}
        if len(areas) < len(rows):  # two of one name
            return None
        chart = multiples(windows, areas, key=key, title=title, description=_HOW, rtl=rtl)
    else:
        tiles = [
            Tile(name=name, short=name[:_SHORT], value=None if text == FEW else drawn(text)) for name, text in rows
        ]
        description = "Areas as tiles of equal size, in the order of the table."
        chart = tile_map(
            tiles, key=key, title=title, description=description, value_name="Number", nothing=FEW, rtl=rtl
        )
    return replace(chart, table=Table(headings=("Area", *windows), rows=tuple(rows)))


def picture(title: str, parts: Sequence[str], rows: Rows, *, key: str, rtl: bool) -> Chart | None:
    """Bars of parts: of the rows, or, where their names don't fit under bars, of the columns. None where neither can
    be told apart."""
    names = [row[0] for row in rows]
    numbers = [[drawn(text) for text in row[1:]] for row in rows]
    for bars, stack, some in ((names, parts, [*zip(*numbers, strict=True)]), (parts, names, numbers)):
        if _fit(bars) and len(stack) <= MOST_PARTS and len(set(stack)) == len(stack):
            columns = dict(zip(stack, some, strict=True))
            chart = stacked(bars, columns, key=key, title=title, description=_HOW, rtl=rtl)
            return replace(chart, table=Table(headings=("", *parts), rows=tuple(rows)))
    return None


def _fit(names: Sequence[str]) -> bool:
    """Whether all names can stand under their bars without touching."""
    return len(names) <= MOST_BARS and max(map(len, names)) * len(names) <= LETTERS_ACROSS


def drawn(text: str) -> float:
    return SHOWN_FROM / 2 if text == FEW else float(text.replace(",", ""))
