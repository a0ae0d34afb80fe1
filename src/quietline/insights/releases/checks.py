"""Whether the parts of a release fit together: named, apart, closed, adding up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from quietline.insights.releases.tables import T1, T2
from quietline.insights.releases.wording import NotPublishable, number_parts

if TYPE_CHECKING:
    from quietline.insights.releases.document import Document, PublishedTable


def check(document: Document) -> None:
    """Return if it may be published as it stands.

    Raises:
        NotPublishable
    """
    _check_number(document)
    _check_tables(document)
    _check_names(document)


def _check_number(document: Document) -> None:
    number = number_parts(document.number)
    if document.corrects and number_parts(document.corrects.number) >= number:
        raise NotPublishable(f"{document.number} can only correct a release before it.")


def _check_tables(document: Document) -> None:
    if not document.tables:
        raise NotPublishable("A release has at least one table.")
    seen = Counter((one.name, one.window) for one in document.tables)
    for one in document.tables:
        if seen[one.name, one.window] > 1:
            raise NotPublishable(f"{one} is there twice.")
        if document.issued_on < one.window.closes_on:
            raise NotPublishable(f"{one.window} is not closed before {one.window.closes_on}.")
        if one.table == T2:
            _check_sums(document, one)


def _check_sums(document: Document, quarter: PublishedTable) -> None:
    """The groups of an area add up to its three months, where these are in the release."""
    months = [document.table(T1.name, window) for window in quarter.window.months]
    there = [month for month in months if month is not None and month.unit == quarter.unit]
    if len(there) != len(months):
        return
    for area in quarter.codes("area"):
        groups = sum(value for cell, value in quarter.values.items() if cell[0] == area)
        if groups != sum(month.values.get((area,), 0) for month in there):
            raise NotPublishable(f"{quarter}: the groups of {area!r} do not add up to its months. Shift them first.")


def _check_names(document: Document) -> None:
    known = {dimension: {one.code for one in named} for dimension, named in document.lists.items()}
    for table in document.tables:
        for dimension in table.dimensions:
            _check_known(table.codes(dimension), known[dimension], f"{dimension} of {table}")
        _check_known(table.channels, known["channel"], f"channel of {table}")
    parents = {one.code: one.parent for one in document.areas}
    for code in parents:
        _check_known(ancestors(code, parents), known["area"], f"area above {code!r}")
    for table in document.tables:
        if "area" in table.dimensions:
            _check_apart(table, parents)
    campaigns = {one.code for one in document.campaigns}
    for campaign in document.campaigns:
        _check_known(campaign.areas, known["area"], f"area of {campaign.name}")
    for told in document.evaluations:
        _check_known((told.campaign,), campaigns, "campaign of an evaluation")
        _check_known(told.areas, known["area"], "area of an evaluation")


def ancestors(code: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The codes above an area, nearest first.

    Raises:
        NotPublishable: it lies in itself.
    """
    found: list[str] = []
    above = parents.get(code)
    while above is not None:
        if above == code or above in found:
            raise NotPublishable(f"The area {code!r} lies in itself.")
        found.append(above)
        above = parents.get(above)
    return tuple(found)


def _check_apart(table: PublishedTable, parents: Mapping[str, str | None]) -> None:
    """A contact is in one cell: no area of a table lies in another of it."""
    there = set(table.codes("area"))
    for code in there:
        if both := there.intersection(ancestors(code, parents)):
            raise NotPublishable(f"{table}: {code!r} lies in {min(both)!r}; a contact would be in two cells.")


def _check_known(codes: Iterable[str], known: Collection[str], what: str) -> None:
    for code in codes:
        if code not in known:
            raise NotPublishable(f"The {what} {code!r} has no name in the release. Write it in.")
