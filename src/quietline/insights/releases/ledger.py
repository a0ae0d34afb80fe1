"""Whether a release may be made, by what was released before. Pure: who keeps the ledger hands it in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from quietline.insights.releases.tables import BUDGET, FIXED, Table
from quietline.insights.releases.windows import ReleaseRefused, Window


@dataclass(frozen=True, slots=True)
class Spend:
    """One row of the ledger: the numbers of this table and window were drawn."""

    table: Table
    window: Window


def spent(month: Window, ledger: Iterable[Spend]) -> Decimal:
    """What the releases in a ledger have spent for each contact of a month. A row that stands twice counts once."""
    tables = {(row.table.name, row.window): row.table for row in ledger if row.window.overlaps(month)}
    return sum((table.epsilon for table in tables.values()), Decimal(0))


def is_repeat(wanted: Spend, ledger: Iterable[Spend]) -> bool:
    """Whether it was released before: then the stored numbers are shown, and nothing is spent."""
    return any((row.table.name, row.window) == (wanted.table.name, wanted.window) for row in ledger)


def check(wanted: Spend, ledger: Iterable[Spend], *, on: date) -> None:
    """Return if a first release may be made on a day.

    Raises:
        ReleaseRefused: the window is open, of the wrong length or overlaps an earlier one of the table; or the budget
            of a contact in it would be overdrawn.
    """
    rows = tuple(ledger)
    _check_window(wanted, rows, on)
    for month in wanted.window.months:
        gone, kept = spent(month, rows), _kept(wanted.table, month, rows)
        if gone + kept + wanted.table.epsilon > BUDGET:
            how = "is spent" if not kept else f"is spent ({gone}) or kept for the fixed tables ({kept})"
            raise ReleaseRefused(
                f"The budget of {BUDGET} for contacts of {month} {how}. "
                "What can still be had are sums of the numbers that are released."
            )


def _check_window(wanted: Spend, rows: tuple[Spend, ...], on: date) -> None:
    table, window = wanted.table, wanted.window
    if on < window.closes_on:
        raise ReleaseRefused(f"{window} is not closed before {window.closes_on}. Release it from that day on.")
    if table.quarterly is window.is_month:
        length = "quarter" if table.quarterly else "month"
        raise ReleaseRefused(f"{table.name} is released for each {length}; {window} is none.")
    for row in rows:
        if row.table.name == table.name and row.window != window and row.window.overlaps(window):
            raise ReleaseRefused(f"{window} is an overlapping period: {table.name} was released for {row.window}.")


def _kept(wanted: Table, month: Window, rows: tuple[Spend, ...]) -> Decimal:
    """What of a month's budget belongs to fixed tables still to come, where another table asks."""
    if wanted in FIXED:
        return Decimal(0)
    here = {row.table.name for row in rows if row.window.overlaps(month)}
    return sum((table.epsilon for table in FIXED if table.name not in here), Decimal(0))
