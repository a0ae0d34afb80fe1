"""One small line for each area, all to the same measure, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from quietline.ui.charts.drawing import Chart, Drawn, Table, picture, tag, words
from quietline.ui.charts.frame import Frame, ticks, told
from quietline.ui.charts.line import Span

WIDTH, HEIGHT, ACROSS = 280.0, 132.0, 2


def multiples(
    names: Sequence[str],
    areas: Mapping[str, Sequence[float]],
    *,
    key: str,
    title: str,
    description: str,
    spans: Sequence[Span] = (),
    rtl: bool = False,
) -> Chart:
    """Draw them, two in a row, in the order given."""
    at = ticks(max((max(numbers) for numbers in areas.values()), default=0))
    shapes = []
    for place, (area, numbers) in enumerate(areas.items()):
        across = place % ACROSS
        left = (ACROSS - 1 - across if rtl else across) * WIDTH
        shapes.append(
            tag(
                "g",
                *_one(area, numbers, at, spans, rtl=rtl),
                transform=f"translate({left:g} {place // ACROSS * HEIGHT:g})",
            )
        )
    rows = [(area, *(told(number) for number in numbers)) for area, numbers in areas.items()]
    return Chart(
        title=title,
        svg=picture(
            *shapes,
            key=key,
            title=title,
            description=description,
            width=ACROSS * WIDTH,
            height=ceil(len(areas) / ACROSS) * HEIGHT,
        ),
        keys=(),
        table=Table(headings=("Area", *names), rows=tuple(rows)),
    )


def _one(area: str, numbers: Sequence[float], at: list[float], spans: Sequence[Span], *, rtl: bool) -> list[Drawn]:
    frame = Frame(
        many=len(numbers),
        most=at[-1],
        width=WIDTH,
        height=HEIGHT,
        start=56.0,
        end=10.0,
        top=34.0,
        bottom=12.0,
        rtl=rtl,
    )
    boxes = [frame.box(span.first, span.last) for span in spans]
    path = "L".join(f"{frame.x(place):.1f} {frame.y(number):.1f}" for place, number in enumerate(numbers))
    edge = frame.x(-0.5)
    return [
        *(
            tag("rect", x=left, y=frame.top, width=width, height=HEIGHT - 46, class_="chart-span")
            for left, width in boxes
        ),
        *frame.numbers((0.0, at[-1])),
        tag("text", words(area), x=edge, y=22, text_anchor="end" if rtl else "start", class_="chart-area"),
        tag("path", d=f"M{path}", class_="chart-line"),
    ]
