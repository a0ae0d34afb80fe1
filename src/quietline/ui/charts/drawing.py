"""Markup for charts: elements, a picture with its title and description, and the table beside it. No Django: a report
and a notebook draw too."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import NewType

Drawn = NewType("Drawn", str)  # markup; everything else is escaped

TABLE = "The numbers as a table"
CSS = Path(__file__).parents[1] / "static" / "ui" / "charts.css"


def tag(name: str, *children: str | Drawn, **attributes: object) -> Drawn:
    """An element. Children are markup, except where `words` made them; an attribute that is None is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Drawn(f"<{name}{said}>{''.join(children)}</{name}>")


def words(text: object) -> Drawn:
    """Text between elements."""
    return Drawn(escape(str(text), quote=False))


def _number(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a chart shows, as rows. The first cell of each is its heading."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markup(self, caption: str, *, summary: str = TABLE) -> Drawn:
        head = tag("tr", *(tag("th", words(heading), scope="col") for heading in self.headings))
        body = [
            tag("tr", tag("th", words(first), scope="row"), *(tag("td", tag("bdi", words(cell))) for cell in cells))
            for first, *cells in self.rows
        ]
        table = tag("table", tag("caption", words(caption)), tag("thead", head), tag("tbody", *body))
        scrolled = tag("div", table, class_="chart-table", tabindex="0", role="group", aria_label=caption)
        return tag("details", tag("summary", words(summary)), scrolled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One entry of the legend: a CSS class and what is drawn with it."""

    style: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A finished chart. `svg` stands alone, `figure` has legend and table with it."""

    title: str
    svg: Drawn
    keys: tuple[Key, ...]
    table: Table

    def figure(self, *, summary: str = TABLE) -> Drawn:
        keys = [
            tag("li", tag("span", class_=f"chart-key {key.style}", aria_hidden="true"), tag("bdi", words(key.name)))
            for key in self.keys
        ]
        legend = [tag("ul", *keys, class_="chart-keys")] if keys else []
        caption = tag("figcaption", words(self.title))
        return tag(
            "figure", caption, *legend, self.svg, self.table.markup(self.title, summary=summary), class_="chart"
        )


def picture(
    *shapes: Drawn,
    key: str,
    title: str,
    description: str,
    width: float,
    height: float,
    style: str | None = None,
) -> Drawn:
    """An SVG image with its title and description. `key` must be its own on a page."""
    return tag(
        "svg",
        tag("title", words(title), id=f"{key}-title"),
        tag("desc", words(description), id=f"{key}-desc"),
        *shapes,
        xmlns="http://www.w3.org/2000/svg",
        class_=style,
        width=f"{width:g}",
        height=f"{height:g}",
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
    )
