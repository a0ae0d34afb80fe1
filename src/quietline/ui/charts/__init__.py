"""Charts as SVG: no script, no inline style, each with title, description and a table beside it.

`ui/charts.css` colours them, also in the dark and on paper. All take `rtl=True` for a page read from the right.
"""

from quietline.ui.charts.bars import TooManyParts, stacked
from quietline.ui.charts.drawing import CSS, Chart, Drawn, Key, Table, tag, words
from quietline.ui.charts.line import Point, Span, line
from quietline.ui.charts.multiples import multiples
from quietline.ui.charts.tiles import Tile, tile_map

__all__ = [
    "CSS",
    "Chart",
    "Drawn",
    "Key",
    "Point",
    "Span",
    "Table",
    "Tile",
    "TooManyParts",
    "line",
    "multiples",
    "stacked",
    "tag",
    "tile_map",
    "words",
]
