"""Charts of a release, drawn from what is shown: a picture must not tell more than its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quietline.insights.releases.tables import SHOWN_FROM
from quietline.ui.charts import Chart, Table, Tile, multiples, stacked, tile_map
from quietline.ui.charts.bars import MOST_PARTS

MOST_AREAS = 24
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
    """Rows as bars of parts. None where the parts are too many to tell apart."""
    if len(parts) > MOST_PARTS or len(set(parts)) < len(parts) or len(rows) > MOST_AREAS:
        return None
    columns = {part: [drawn(row[at]) for row in rows] for at, part in enumerate(parts, start=1)}
    chart = stacked([row[0] for row in rows], columns, key=key, title=title, description=_HOW, rtl=rtl)
    return replace(chart, table=Table(headings=("", *parts), rows=tuple(rows)))


def drawn(text: str) -> float:
    return SHOWN_FROM / 2 if text == FEW else float(text.replace(",", ""))
