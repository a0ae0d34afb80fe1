"""Pictures to share: SVG with its own style, for a page's `img`, where no number stands without its unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from textwrap import wrap
from typing import Literal

from quietline.insights.evaluation.results import Verdict
from quietline.insights.releases.display import shown
from quietline.insights.releases.document import Document, PublishedEvaluation, PublishedTable, Ratio
from quietline.insights.releases.formats.pictures import drawn
from quietline.insights.releases.formats.sections import day
from quietline.insights.releases.sums import total
from quietline.insights.words import spoken_window, together
from quietline.ui.charts import Drawn, tag, words

Shape = Literal["wide", "square"]
SIZES: dict[Shape, tuple[int, int]] = {"wide": (1200, 630), "square": (1080, 1080)}
MARGIN = 64
SMALLEST = 14
MOST_BARS: dict[Shape, int] = {"wide": 5, "square": 8}
# A letter's width of its height, in the widest of the fonts: a line is rather broken too soon.
_LETTER, _STRONG_LETTER = 0.57, 0.66
_WIDEST_STEP: dict[Shape, float] = {"wide": 72.0, "square": 112.0}

_STYLE = Path(__file__).with_name("card.css")


@dataclass
class _Lines:
    """Text from a place downwards, broken to a width."""

    y: float
    width: float

    def add(self, text: str, size: float, style: str, *, most: int = 3) -> list[Drawn]:
        """Smaller, where it would take more lines than `most`; nothing is cut off."""
        letter = _STRONG_LETTER if style == "strong" else _LETTER
        lines = _broken(text, self.width, size * letter)
        while len(lines) > most and size > SMALLEST:
            size *= 0.94
            lines = _broken(text, self.width, size * letter)
        found = []
        for line in lines:
            self.y += size * 1.28
            found.append(_text(line, MARGIN, self.y, size, style))
        return found


def evaluation_card(document: Document, told: PublishedEvaluation, shape: Shape = "wide") -> bytes:
    """What was found of a campaign: the finding, the interval as a picture, unit, window, what it can't show."""
    width, height = SIZES[shape]
    areas = document.named("area")
    campaign = next(one.name for one in document.campaigns if one.code == told.campaign)
    where = together(sorted(areas[code] for code in told.areas)) if told.areas else "all areas"
    window = spoken_window(told.first_on, told.last_on)
    lines = _Lines(y=MARGIN - 12, width=width - 2 * MARGIN)
    shapes = lines.add(document.publisher, 26, "name", most=1)
    lines.y += 10
    shapes += lines.add(_finding(told), 44 if shape == "wide" else 58, "strong", most=3)
    lines.y += 14
    shapes += lines.add(f"{where}, {window}; campaign “{campaign}”", 28, "soft", most=2)
    if told.ratio:
        shapes += _interval(told.ratio, width, (lines.y + height - 130) / 2)
    shapes += _foot(
        document, f"Counts {told.unit}; can't show who was helped, or whether an offence was prevented.", shape
    )
    return _card(shapes, shape, title=_finding(told), description=told.sentence)


def areas_card(document: Document, shape: Shape = "wide") -> bytes | None:
    """The areas' numbers over all months of a release, as bars. None where it has no table by area alone."""
    tables = [one for one in document.tables if one.dimensions == ("area",) and one.is_like(document.tables[0])]
    codes = set.intersection(*({*one.codes("area")} for one in tables)) if tables else set()
    if not codes:
        return None
    width, _ = SIZES[shape]
    names = document.named("area")
    sums = {code: total([one.protected for one in tables], [(code,)]).value for code in codes}
    order = sorted(codes, key=lambda code: (-sums[code], names[code]))
    some = order[: MOST_BARS[shape]]
    heading = f"{tables[0].unit[0].upper()}{tables[0].unit[1:]} by area"
    window = _window(tables)
    lines = _Lines(y=MARGIN - 12, width=width - 2 * MARGIN)
    shapes = lines.add(document.publisher, 26, "name", most=1)
    lines.y += 8
    shapes += lines.add(f"{heading}, {window}", 44, "strong", most=2)
    rows = [(names[code], shown(sums[code])) for code in some]
    shapes += _bars(rows, shape, lines.y + 24)
    more = f"{len(order) - len(some)} more areas in the release. " if len(order) > len(some) else ""
    shapes += _foot(document, f"{more}With noise that protects single contacts; not people, not offences.", shape)
    told = "; ".join(f"{name}: {number}" for name, number in rows)
    return _card(shapes, shape, title=f"{heading}, {window}", description=told)


def _finding(told: PublishedEvaluation) -> str:
    ratio = told.ratio
    if ratio is None:
        return f"Too early to tell whether the number of {told.unit} changed"
    if told.verdict is Verdict.NO_CLEAR_EVIDENCE:
        return f"No clear evidence of a change in the number of {told.unit}"
    doubt = "Fragile: " if told.fragile else "Exploratory: " if told.changed else ""
    return f"{doubt}{ratio.middle} times as many {told.unit} as expected (95% interval {ratio.low} to {ratio.high})"


def _interval(ratio: Ratio, width: int, y: float) -> list[Drawn]:
    """The interval on a line, with "no change" marked on it."""
    most = max(ratio.high, Decimal(1)) * Decimal("1.15")
    inner = width - 2 * MARGIN

    def x(number: Decimal) -> float:
        return MARGIN + inner * float(number / most)

    return [
        tag("line", x1=MARGIN, x2=width - MARGIN, y1=y, y2=y, class_="line"),
        tag(
            "rect",
            x=x(ratio.low),
            y=y - 22,
            width=max(2.0, x(ratio.high) - x(ratio.low)),
            height=44,
            rx=8,
            class_="band",
        ),
        tag("line", x1=x(Decimal(1)), x2=x(Decimal(1)), y1=y - 44, y2=y + 44, class_="one"),
        tag("circle", cx=x(ratio.middle), cy=y, r=12, class_="dot"),
        _text("no change (1)", x(Decimal(1)), y + 74, 22, "soft", anchor="middle"),
        _text(f"{ratio.middle}", x(ratio.middle), y - 34, 28, "strong", anchor="middle"),
    ]


def _bars(rows: list[tuple[str, str]], shape: Shape, top: float) -> list[Drawn]:
    width, height = SIZES[shape]
    step = min(_WIDEST_STEP[shape], (height - 140 - top) / len(rows))
    most = max(drawn(number) for _, number in rows)
    left, room = MARGIN + 320, width - 2 * MARGIN - 320 - 190
    found = []
    for at, (name, number) in enumerate(rows):
        middle = top + (at + 0.5) * step
        length = room * drawn(number) / most
        label = name if len(name) <= 20 else f"{name[:19]}…"
        found += [
            _text(label, MARGIN, middle + 9, 26, "soft"),
            tag("rect", x=left, y=middle - step * 0.3, width=length, height=step * 0.6, rx=6, class_="bar"),
            _text(number, left + length + 14, middle + 9, 26, "strong"),
        ]
    return found


def _foot(document: Document, text: str, shape: Shape) -> list[Drawn]:
    width, height = SIZES[shape]
    lines = _Lines(y=height - 122, width=width - 2 * MARGIN)
    found = lines.add(text, 22, "soft", most=2)
    return [*found, _text(f"Release {document.number}, {day(document)}", MARGIN, height - 36, 22, "soft")]


def _window(tables: list[PublishedTable]) -> str:
    return spoken_window(min(one.window.first for one in tables), max(one.window.last for one in tables))


def _text(text: str, x: float, y: float, size: float, style: str, *, anchor: str | None = None) -> Drawn:
    return tag("text", words(text), x=x, y=y, font_size=size, class_=style, text_anchor=anchor)


def _broken(text: str, width: float, letter: float) -> list[str]:
    return wrap(text, max(8, int(width / letter)), break_on_hyphens=False)


def _card(shapes: list[Drawn], shape: Shape, *, title: str, description: str) -> bytes:
    width, height = SIZES[shape]
    whole = tag(
        "svg",
        tag("title", words(title), id="card-title"),
        tag("desc", words(description), id="card-desc"),
        tag("style", Drawn(_STYLE.read_text(encoding="utf-8"))),
        tag("rect", width=width, height=height, class_="paper"),
        tag("rect", width=width, height=14, class_="edge"),
        *shapes,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_labelledby="card-title card-desc",
    )
    return f"{whole}\n".encode()
