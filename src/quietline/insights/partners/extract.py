"""What of a release is about some areas and campaigns. Pure: the numbers stay as they were drawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from quietline.insights.releases.document import Campaign, Document, Named, PublishedTable, Total

AREA = "area"
MARKED = " (extract)"


def extract(document: Document, *, areas: Collection[str], campaigns: Collection[str]) -> Document | None:
    """The same release with nothing in it but these areas' cells and these campaigns' evaluations; None if that is
    nothing.

    A table of the helpline as a whole is nobody's area. A total is left where all that it adds up is there.
    """
    own = frozenset(areas)
    tables = tuple(found for one in document.tables if (found := _of_areas(one, own)) is not None)
    if not tables:
        return None
    told = tuple(one for one in document.evaluations if one.campaign in campaigns and own.issuperset(one.areas))
    codes = {code for one in tables for code in one.codes(AREA)} | {code for one in told for code in one.areas}
    used = {dimension for one in tables for dimension in one.dimensions}
    return replace(
        document,
        title=f"{document.title}{MARKED}",
        tables=tables,
        areas=tuple(_named(one, codes) for one in document.areas if one.code in codes),
        campaigns=tuple(_clipped(one, codes) for one in document.campaigns if one.code in campaigns),
        totals=tuple(one for one in document.totals if _is_of(one, tables)),
        evaluations=told,
        caller_groups=document.caller_groups if "caller group" in used else (),
        channels=document.channels if "channel" in used or any(one.channels for one in tables) else (),
    )


def _of_areas(table: PublishedTable, areas: frozenset[str]) -> PublishedTable | None:
    if AREA not in table.dimensions:
        return None
    at = table.dimensions.index(AREA)
    values = {cell: value for cell, value in table.values.items() if cell[at] in areas}
    return replace(table, values=values) if values else None


def _named(one: Named, codes: Collection[str]) -> Named:
    return one if one.parent in codes else replace(one, parent=None)


def _clipped(one: Campaign, codes: Collection[str]) -> Campaign:
    return replace(one, areas=tuple(code for code in one.areas if code in codes))


def _is_of(one: Total, tables: Collection[PublishedTable]) -> bool:
    there = {(table.name, table.window): table.values.keys() for table in tables}
    return all(set(one.cells) <= there.get((one.table, window), set()) for window in one.windows)
