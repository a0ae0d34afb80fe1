"""The cells, totals and evaluations of a release as rows: what CSV, XLSX and Parquet have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from quietline.insights.releases.display import shown
from quietline.insights.releases.document import Document, PublishedTable

Value = str | int | Fraction | float | date | None
DIMENSIONS = ("area", "caller group", "channel")
DECIMALS = 6  # of a number with parts, where a file has decimals only


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """kind: string, date, integer or decimal, as XML Schema names them."""

    name: str
    title: str
    kind: str = "string"
    about: str = ""


def _column(name: str, title: str, kind: str = "string", about: str = "") -> Column:
    return Column(name=name, title=title, kind=kind, about=about)


_SHOWN = _column("shown", "As shown", about='The number for readers: "fewer than 10", or rounded to 5.')
_KNOWN = (
    _column("unit", "Unit", about="What was counted. Unlike units can't be added."),
    _column("area_rule", "Area rule", about="How it was known which area a record counts for."),
)

CELLS = (
    _column("table", "Table"),
    _column("window", "Window", about="A calendar month (2026-01) or quarter (2026Q1)."),
    _column("first_day", "First day", "date"),
    _column("last_day", "Last day", "date"),
    _column("area_code", "Area code"),
    _column("area", "Area"),
    _column("caller_group_code", "Caller group code"),
    _column("caller_group", "Caller group"),
    _column("channel_code", "Channel code"),
    _column("channel", "Channel"),
    *_KNOWN,
    _column("channels_counted", "Channels counted", about="All, or their names."),
    _column("missing_days", "Missing days", "integer", "Days of the window for which nothing is known."),
    _column("epsilon", "Epsilon", "decimal", "What the table spent of each contact's budget."),
    _column(
        "value",
        "Protected number",
        "decimal",
        "With noise that was drawn once; may be below 0, and in T2 has parts. To add up and to compute with.",
    ),
    _SHOWN,
)
TOTALS = (
    _column("total", "Total"),
    _column("table", "Table"),
    _column("windows", "Windows"),
    *_KNOWN,
    _column("value", "Protected number", "decimal"),
    _SHOWN,
    _column("deviation", "Standard deviation", "decimal", "Of the noise in the total."),
    _column("within", "95% within", "integer", "95% of the noise is no larger, up or down."),
)
EVALUATIONS = (
    _column("campaign", "Campaign"),
    _column("areas", "Areas"),
    _column("unit", "Unit"),
    _column("first_day", "First day", "date"),
    _column("last_day", "Last day", "date"),
    _column("verdict", "Verdict"),
    _column("ratio", "Ratio", "decimal"),
    _column("low", "Lower limit (95%)", "decimal"),
    _column("high", "Upper limit (95%)", "decimal"),
    _column("sentence", "Sentence"),
)


def cells(document: Document) -> Iterator[tuple[Value, ...]]:
    """A row for each cell, in the columns of CELLS; a dimension that a table has not is empty."""
    names = {dimension: document.named(dimension) for dimension in DIMENSIONS}
    for table in document.tables:
        for cell, value in table.values.items():
            told = dict(zip(table.dimensions, cell, strict=True))
            at: list[Value] = []
            for dimension in DIMENSIONS:
                code = told.get(dimension)
                at += [code, None if code is None else names[dimension][code]]
            yield (
                table.name,
                str(table.window),
                table.window.first,
                table.window.last,
                *at,
                table.unit,
                table.area_rule,
                counted_channels(document, table),
                table.missing_days,
                float(table.table.epsilon),
                value,
                shown(value),
            )


def totals(document: Document) -> Iterator[tuple[Value, ...]]:
    for one in document.totals:
        table = document.table(one.table, one.windows[0])
        found = document.sum_of(one)
        unit, rule = (table.unit, table.area_rule) if table else ("", "")
        windows = " ".join(str(window) for window in one.windows)
        deviation = float(f"{found.deviation:.1f}")
        yield one.name, one.table, windows, unit, rule, found.value, shown(found.value), deviation, ceil(found.within)


def evaluations(document: Document) -> Iterator[tuple[Value, ...]]:
    areas = document.named("area")
    campaigns = {one.code: one.name for one in document.campaigns}
    for one in document.evaluations:
        ratio = one.ratio
        numbers = (float(ratio.middle), float(ratio.low), float(ratio.high)) if ratio else (None, None, None)
        where = ", ".join(areas[code] for code in one.areas) or "all"
        verdict = one.verdict.value.replace("_", " ")
        yield campaigns[one.campaign], where, one.unit, one.first_on, one.last_on, verdict, *numbers, one.sentence


def counted_channels(document: Document, table: PublishedTable) -> str:
    """The channels in a table, in words."""
    names = document.named("channel")
    return ", ".join(names[code] for code in table.channels) or "all channels"
