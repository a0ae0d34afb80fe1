"""Parts of a whole, period by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quietline.ui.charts.drawing import Chart, Key, Table, picture, tag
from quietline.ui.charts.frame import Frame, ticks, told

MOST_PARTS = 7  # colours that can be told apart, also by people who see few


class TooManyParts(ValueError):
    """More parts than can be told apart: put the smallest together as one."""


def stacked(
    names: Sequence[str],
    parts: Mapping[str, Sequence[float]],
    *,
    key: str,
    title: str,
    description: str,
    rtl: bool = False,
) -> Chart:
    """Draw one bar a period of parts on each other, the first lowest.

    Raises:
        TooManyParts
    """
    if len(parts) > MOST_PARTS:
        raise TooManyParts(f"{len(parts)} parts can't be told apart; {MOST_PARTS} can.")
    totals = [sum(each) for each in zip(*parts.values(), strict=True)]
    at = ticks(max(totals, default=0))
    frame = Frame(many=len(names), most=at[-1], top=16.0, rtl=rtl)
    shapes = [*frame.numbers(at), *frame.names(names)]
    below = [0.0] * len(names)
    for place, numbers in enumerate(parts.values()):
        for column, number in enumerate(numbers):
            left, width = frame.box(column, column)
            upper, lower = frame.y(below[column] + number), frame.y(below[column])
            below[column] += number
            if number:
                gap = width * 0.12
                shapes.append(
                    tag(
                        "rect",
                        x=left + gap,
                        width=width - 2 * gap,
                        y=upper,
                        height=lower - upper,
                        class_=f"chart-part chart-part-{place + 1}",
                    )
                )
    rows = [
        (name, *(told(numbers[column]) for numbers in parts.values()), told(totals[column]))
        for column, name in enumerate(names)
    ]
    return Chart(
        title=title,
        svg=picture(*shapes, key=key, title=title, description=description, width=frame.width, height=frame.height),
        keys=tuple(Key(style=f"chart-part-{place}", name=name) for place, name in enumerate(parts, start=1)),
        table=Table(headings=("Period", *parts, "Together"), rows=tuple(rows)),
    )
