"""The ledger as it is kept: what was drawn, and its numbers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from quietline.insights.released.lists import NOT_TOLD
from quietline.insights.released.models import LedgerCell, LedgerRow
from quietline.insights.releases.frozen import Cell, Frozen
from quietline.insights.releases.ledger import Spend
from quietline.insights.releases.tables import FIXED, T1, Table
from quietline.insights.releases.windows import Window

_AT_ONCE = 500


def spends() -> list[Spend]:
    """Everything that was ever spent."""
    return [_spend(row) for row in LedgerRow.objects.all()]


def frozen(wanted: Collection[Spend]) -> list[Frozen]:
    """The stored numbers of these tables and windows, of those that were drawn."""
    names = {(spend.table.name, spend.window) for spend in wanted}
    found = [(row, _spend(row)) for row in LedgerRow.objects.all()]
    there = {row.pk: spend for row, spend in found if (spend.table.name, spend.window) in names}
    values: dict[int, dict[Cell, int]] = {pk: {} for pk in there}
    for row, code, second, value in LedgerCell.objects.filter(row__in=there).values_list(
        "row_id", "code", "second_code", "value"
    ):
        values[row][(code, second) if second else (code,)] = value
    return [Frozen(spend, values[pk]) for pk, spend in there.items()]


def areas_of_quarter(window: Window) -> frozenset[str]:
    """The areas that a quarter tells apart, as its first month was drawn with them; none before that."""
    first = LedgerRow.objects.filter(table=T1.name, first__in=[month.first for month in _quarter(window).months])
    codes = LedgerCell.objects.filter(row__in=first[:1].values("pk")).exclude(code=NOT_TOLD)
    return frozenset(codes.values_list("code", flat=True))


def keep(one: Frozen, *, on: date) -> None:
    """Enter a table that was just drawn, with its numbers. The caller holds the ledger locked."""
    window = one.window
    row = LedgerRow.objects.create(
        table=one.table.name, first=window.first, last=window.last, epsilon=one.table.epsilon, drawn_on=on
    )
    cells = (
        LedgerCell(row=row, code=cell[0], second_code=cell[1] if len(cell) > 1 else "", value=value)
        for cell, value in one.values.items()
    )
    LedgerCell.objects.bulk_create(cells, batch_size=_AT_ONCE)


def _spend(row: LedgerRow) -> Spend:
    # What it cost then counts, whatever the table's constant says today.
    window = Window(row.first, row.last)
    known = next((table for table in FIXED if (table.name, table.epsilon) == (row.table, row.epsilon)), None)
    return Spend(
        known or Table(name=row.table, dimensions=(), quarterly=not window.is_month, epsilon=row.epsilon), window
    )


def _quarter(window: Window) -> Window:
    return Window.of(f"{window.first.year}Q{(window.first.month - 1) // 3 + 1}")
