"""What was counted, what was to be expected with its interval, and when campaigns ran."""

from __future__ import annotations

from dataclasses import dataclass

from quietline.ui.charts.drawing import Chart, Drawn, Key, Table, picture, tag, words
from quietline.ui.charts.frame import Frame, ticks, told

MOST_DOTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period. `expected` is (low, middle, high), or None where nothing is expected."""

    name: str
    counted: float
    expected: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A campaign from the column `first` to `last`, both in it."""

    first: int
    last: int
    name: str


def line(
    points: tuple[Point, ...],
    *,
    key: str,
    title: str,
    description: str,
    counted: str = "Counted",
    expected: str = "Expected without the campaign",
    spans: tuple[Span, ...] = (),
    rtl: bool = False,
) -> Chart:
    """Draw it. `description` says in a sentence or two what is to be seen."""
    highest = max(max(point.counted, point.expected[2] if point.expected else 0) for point in points)
    at = ticks(_shown_most(points, highest))
    frame = Frame(many=len(points), most=at[-1], rtl=rtl)
    banded = [(place, point.expected) for place, point in enumerate(points) if point.expected]
    shapes = [*_spans(frame, spans), *frame.numbers(at), *frame.names([point.name for point in points])]
    if banded:
        upper = [(place, band[2]) for place, band in banded]
        lower = [(place, band[0]) for place, band in reversed(banded)]
        shapes.append(tag("path", d=f"{_path(frame, [*upper, *lower])}Z", class_="chart-band"))
        shapes.append(
            tag("path", d=_path(frame, [(place, band[1]) for place, band in banded]), class_="chart-expected")
        )
    shapes.append(
        tag("path", d=_path(frame, [(p, point.counted) for p, point in enumerate(points)]), class_="chart-line")
    )
    if len(points) <= MOST_DOTS:
        shapes += [
            tag("circle", cx=frame.x(place), cy=frame.y(min(point.counted, frame.most)), r=2.6, class_="chart-dot")
            for place, point in enumerate(points)
        ]
    return Chart(
        title=title,
        svg=picture(*shapes, key=key, title=title, description=description, width=frame.width, height=frame.height),
        keys=_keys(counted, expected if banded else "", spans),
        table=_table(points, counted, expected if banded else "", spans),
    )


def _shown_most(points: tuple[Point, ...], highest: float) -> float:
    """A band that runs away must not press the counts flat: it is cut at three times the highest count."""
    return min(highest, 3 * max(point.counted for point in points)) or 1.0


def _path(frame: Frame, places: list[tuple[int, float]]) -> str:
    # Numbers above the frame stay at its upper edge.
    steps = [f"{frame.x(place):.1f} {frame.y(min(number, frame.most)):.1f}" for place, number in places]
    return f"M{'L'.join(steps)}"


def _spans(frame: Frame, spans: tuple[Span, ...]) -> list[Drawn]:
    drawn = []
    for span in spans:
        left, width = frame.box(span.first, span.last)
        height = frame.height - frame.top - frame.bottom
        drawn.append(tag("rect", x=left, y=frame.top, width=width, height=height, class_="chart-span"))
        middle = min(max(left + width / 2, 80.0), frame.width - 80.0)
        drawn.append(
            tag("text", words(span.name), x=middle, y=frame.top - 10, text_anchor="middle", class_="chart-span-name")
        )
    return drawn


def _keys(counted: str, expected: str, spans: tuple[Span, ...]) -> tuple[Key, ...]:
    keys = [Key(style="chart-key-line", name=counted)]
    if expected:
        keys.append(Key(style="chart-key-band", name=f"{expected}, with its 95% interval"))
    if spans:
        keys.append(Key(style="chart-key-span", name=" · ".join(dict.fromkeys(span.name for span in spans))))
    return tuple(keys)


def _table(points: tuple[Point, ...], counted: str, expected: str, spans: tuple[Span, ...]) -> Table:
    headings = ["Period", counted]
    headings += [expected, "95% interval"] if expected else []
    headings += ["Campaign"] if spans else []
    rows = []
    for place, point in enumerate(points):
        row = [point.name, told(point.counted)]
        if expected:
            band = point.expected
            row += [told(band[1]), f"{told(band[0])} to {told(band[2])}"] if band else ["", ""]
        if spans:
            row.append(", ".join(span.name for span in spans if span.first <= place <= span.last))
        rows.append(tuple(row))
    return Table(headings=tuple(headings), rows=tuple(rows))
