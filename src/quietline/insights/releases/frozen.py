"""Tables as they are stored: drawn once, then the same for whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from quietline.insights.releases.ledger import Spend, check, is_repeat
from quietline.insights.releases.noise import variance, with_noise
from quietline.insights.releases.tables import Table
from quietline.insights.releases.windows import ReleaseRefused, Window

Cell = tuple[str, ...]  # one value for each of the table's dimensions, in their order


@dataclass(frozen=True, slots=True)
class Frozen:
    """A table's protected numbers for one window. They may be below 0: cutting them off would make sums too large."""

    spend: Spend
    values: Mapping[Cell, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    @property
    def table(self) -> Table:
        return self.spend.table

    @property
    def window(self) -> Window:
        return self.spend.window

    def variance_of(self, cells: Collection[Cell]) -> float:
        """Of the sum of these cells' noise."""
        return len(cells) * variance(self.table.epsilon)


def freeze(
    wanted: Spend,
    counts: Mapping[Cell, int],
    *,
    cells: Collection[Cell],
    stored: Sequence[Frozen],
    on: date,
) -> Frozen:
    """The protected table: the stored one if there is one, whatever the counts say now; else drawn, to be stored.

    Args:
        counts: the true counts; a cell that is not named is 0.
        cells: every cell that the table has, from the lists of areas, groups and channels and never from the counts:
            that a cell is there must not tell that somebody is in it.
        stored: every table drawn so far. The caller holds its ledger locked until the result is in it.
        on: today.

    Raises:
        ReleaseRefused: the ledger's rule says no, or the cells are not those of the table.
    """
    ledger = [one.spend for one in stored]
    if is_repeat(wanted, ledger):
        return next(one for one in stored if (one.table.name, one.window) == (wanted.table.name, wanted.window))
    check(wanted, ledger, on=on)
    table = wanted.table
    order = sorted(set(cells))
    if not order or any(len(cell) != len(table.dimensions) for cell in order):
        raise ReleaseRefused(f"{table.name} has cells, each told by {' and '.join(table.dimensions)}.")
    if not counts.keys() <= set(order):
        raise ReleaseRefused(f"{table.name}: counts stand outside its cells. Load the missing areas or groups first.")
    drawn = with_noise([counts.get(cell, 0) for cell in order], table.epsilon)
    return Frozen(wanted, dict(zip(order, drawn, strict=True)))
