"""A tile map: areas of equal size near where they lie, shaded by a number. No outline misleads by its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from quietline.ui.charts.drawing import Chart, Drawn, Key, Table, picture, tag, words
from quietline.ui.charts.frame import told

SHADES = 5
SIDE = 112.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """An area. `short` (up to eight letters) stands in the tile, `name` in the table.

    `value` None: nothing is published. `column` and `row` count from 0; None: tiles follow each other.
    """

    name: str
    short: str
    value: float | None
    column: int | None = None
    row: int | None = None


def tile_map(
    tiles: Sequence[Tile],
    *,
    key: str,
    title: str,
    description: str,
    value_name: str,
    nothing: str = "not published",
    rtl: bool = False,
) -> Chart:
    """Draw it, in five shades of equal steps."""
    places = _places(tiles)
    across = max(column for column, _ in places) + 1
    high = max((tile.value for tile in tiles if tile.value is not None), default=0.0) or 1.0
    shapes = []
    for tile, (column, row) in zip(tiles, places, strict=True):
        left = (across - 1 - column if rtl else column) * SIDE
        shapes.append(_tile(tile, left, row * SIDE, high, nothing))
    rows = [(tile.name, nothing if tile.value is None else told(tile.value)) for tile in tiles]
    return Chart(
        title=title,
        svg=picture(
            *shapes,
            key=key,
            title=title,
            description=description,
            width=across * SIDE,
            height=(max(row for _, row in places) + 1) * SIDE,
            style="chart-map",
        ),
        keys=_keys(high),
        table=Table(headings=("Area", value_name), rows=tuple(rows)),
    )


def _places(tiles: Sequence[Tile]) -> list[tuple[int, int]]:
    across = max(1, ceil(sqrt(len(tiles))))
    return [
        (place % across, place // across) if tile.column is None or tile.row is None else (tile.column, tile.row)
        for place, tile in enumerate(tiles)
    ]


def _tile(tile: Tile, left: float, top: float, high: float, nothing: str) -> Drawn:
    shade = "none" if tile.value is None else str(_shade(tile.value, high))
    middle = left + SIDE / 2
    value = nothing if tile.value is None else told(tile.value)
    return tag(
        "g",
        tag("rect", x=left + 3, y=top + 3, width=SIDE - 6, height=SIDE - 6, rx=8),
        tag("text", words(tile.short), x=middle, y=top + 50, text_anchor="middle", class_="chart-short"),
        tag(
            "text",
            words(value),
            x=middle,
            y=top + 78,
            text_anchor="middle",
            class_="chart-nothing" if tile.value is None else "chart-value",
        ),
        class_=f"chart-tile chart-shade-{shade}",
    )


def _shade(value: float, high: float) -> int:
    return min(SHADES, int(max(0.0, value) / high * SHADES) + 1)


def _keys(high: float) -> tuple[Key, ...]:
    edges = [high * step / SHADES for step in range(SHADES + 1)]
    return tuple(
        Key(style=f"chart-shade-{step}", name=f"{told(edges[step - 1])} to {told(edges[step])}")
        for step in range(1, SHADES + 1)
    )
