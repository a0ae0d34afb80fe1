"""A document as tables for a page: everything as shown text, never a number that could be added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from quietline.insights.releases.display import shown
from quietline.insights.releases.document import Document, PublishedTable
from quietline.insights.releases.tables import T1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a page: what it is of, its headings, its rows with their own heading first."""

    heading: str
    says: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheets(document: Document) -> list[Sheet]:
    """The months by area side by side, then each further table, then the totals with their error."""
    months = [table for table in document.tables if table.name == T1.name]
    others = [table for table in document.tables if table.name != T1.name]
    return [_side_by_side(document, months), *(_crossed(document, table) for table in others), _totals(document)]


def _side_by_side(document: Document, months: list[PublishedTable]) -> Sheet:
    names = document.named("area")
    return Sheet(
        heading="By area and month",
        says=_says(months[0], _missing(months)),
        columns=("Area", *(f"{month.window.first:%B %Y}" for month in months)),
        rows=tuple(
            (names[area], *(shown(month.values[area,]) for month in months)) for area in months[0].codes("area")
        ),
    )


def _crossed(document: Document, table: PublishedTable) -> Sheet:
    down, across = table.dimensions
    rows, columns = document.named(down), document.named(across)
    return Sheet(
        heading=f"By {down} and {across}, {table.window}",
        says=_says(table, _missing([table])),
        columns=(down.capitalize(), *(columns[code] for code in table.codes(across))),
        rows=tuple(
            (rows[row], *(shown(table.values[row, column]) for column in table.codes(across)))
            for row in table.codes(down)
        ),
    )


def _totals(document: Document) -> Sheet:
    sums = [(one.name, document.sum_of(one)) for one in document.totals]
    return Sheet(
        heading="Totals of the whole window",
        says="Made of the protected numbers: shown ones do not add up. In 95 of 100 the truth is no further off.",
        columns=("Area", "Total", "Give or take"),
        rows=tuple((name, shown(found.value), str(ceil(found.within))) for name, found in sums),
    )


def _missing(tables: Iterable[PublishedTable]) -> int:
    return sum(table.missing_days for table in tables)


def _says(table: PublishedTable, missing: int) -> str:
    days = f"; nothing is known of {missing} day{'' if missing == 1 else 's'}" if missing else ""
    rule = f", by {table.area_rule}" if "area" in table.dimensions else ""
    return f"{table.unit.capitalize()}{rule}, all channels{days}."
