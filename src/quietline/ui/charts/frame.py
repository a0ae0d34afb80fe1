"""Where things lie in a chart: scales, ticks, mirrored for right-to-left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from quietline.ui.charts.drawing import Drawn, tag, words


def ticks(most: float, wanted: int = 4) -> list[float]:
    """Round numbers from 0 to at least `most`."""
    if most <= 0:
        return [0.0, 1.0]
    step = 10.0 ** floor(log10(most / wanted))
    step *= next(by for by in (1, 2, 2.5, 5, 10) if by * step * wanted >= most)
    step = max(step, 1.0) if most >= wanted else step
    return [number * step for number in range(ceil(most / step - 1e-9) + 1)]


def told(number: float) -> str:
    """A number as it is written at an axis and in a table."""
    return f"{number:,.0f}" if number >= 10 or number == int(number) else f"{number:,.1f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A plot of `many` columns and numbers from 0 to `most`, in a picture of width × height."""

    many: int
    most: float
    width: float = 560.0
    height: float = 300.0
    start: float = 66.0  # room for the numbers beside the axis
    end: float = 12.0
    top: float = 34.0
    bottom: float = 46.0
    rtl: bool = False

    @property
    def column(self) -> float:
        return (self.width - self.start - self.end) / max(1, self.many)

    def x(self, at: float) -> float:
        """The middle of a column; `at` may lie between columns."""
        along = self.start + (at + 0.5) * self.column
        return self.width - along if self.rtl else along

    def y(self, number: float) -> float:
        return self.height - self.bottom - number / self.most * (self.height - self.top - self.bottom)

    def box(self, first: float, last: float) -> tuple[float, float]:
        """Left edge and width of columns `first` to `last`."""
        edges = self.x(first - 0.5), self.x(last + 0.5)
        return min(edges), abs(edges[1] - edges[0])

    def numbers(self, at: Sequence[float]) -> list[Drawn]:
        """The lines across, each with its number."""
        left, width = self.box(0, self.many - 1)
        edge = self.x(-0.5) + (8 if self.rtl else -8)
        anchor = "start" if self.rtl else "end"
        return [
            tag(
                "g",
                tag("line", x1=left, x2=left + width, y1=self.y(number), y2=self.y(number)),
                tag("text", words(told(number)), x=edge, y=self.y(number), dy="0.35em", text_anchor=anchor),
                class_="chart-rule",
            )
            for number in at
        ]

    def names(self, names: Sequence[str], *, fewest: int = 6) -> list[Drawn]:
        """The columns' names, as many as fit; every other one is dropped on a phone."""
        every = max(1, ceil(len(names) / fewest))
        some = list(range(0, len(names), every))
        baseline = self.height - self.bottom + 31
        return [
            tag(
                "text",
                words(names[at]),
                x=self.x(at),
                y=baseline,
                text_anchor="middle",
                class_="chart-name chart-minor" if place % 2 else "chart-name",
            )
            for place, at in enumerate(some)
        ]
