"""Longer periods, larger areas, and parts that add up: everything from stored cells, so that it spends nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from types import MappingProxyType

from quietline.insights.releases.frozen import Cell, Frozen
from quietline.insights.releases.noise import variance
from quietline.insights.releases.tables import T1, T2, Table
from quietline.insights.releases.windows import ReleaseRefused, Window


@dataclass(frozen=True, slots=True)
class Shifted:
    """A quarter of T2 whose cells add up, area by area, to the three stored months of T1. Made by `shift`."""

    quarter: Frozen
    values: Mapping[Cell, Fraction]

    @property
    def table(self) -> Table:
        return self.quarter.table

    @property
    def window(self) -> Window:
        return self.quarter.window

    def variance_of(self, cells: Collection[Cell]) -> float:
        """Of the sum of these cells' noise: what is left of T2's own, and the part of T1's that came in by the shift.

        With all groups of an area nothing of T2's own is left.
        """
        there = _by_area(self.values)
        found = 0.0
        for area, some in _by_area(cells).items():
            share = len(some) / len(there[area])
            found += variance(T2.epsilon) * len(some) * (1 - share)
            found += variance(T1.epsilon) * len(self.window.months) * share**2
        return found


@dataclass(frozen=True, slots=True)
class Sum:
    """Stored cells added up. `deviation` is its noise's standard deviation; `within` holds 95% of it, up or down."""

    value: int | Fraction
    deviation: float

    @property
    def within(self) -> float:
        return 1.96 * self.deviation


def shift(quarter: Frozen, months: Sequence[Frozen]) -> Shifted:
    """Each area's cells of a quarter, all moved by the same amount, so that they add to its stored months.

    Raises:
        ReleaseRefused: these are not a T2 and its three T1, or an area is missing in a month.
    """
    wanted = {(T1, month) for month in quarter.window.months}
    if quarter.table != T2 or len(months) != len(wanted) or {(one.table, one.window) for one in months} != wanted:
        raise ReleaseRefused(f"{quarter.window} of T2 is shown beside its three months of T1: release those first.")
    values: dict[Cell, Fraction] = {}
    for area, cells in _by_area(quarter.values).items():
        if any((area,) not in month.values for month in months):
            raise ReleaseRefused(f"{area} is not in every month of T1 in {quarter.window}.")
        gap = sum(month.values[(area,)] for month in months) - sum(quarter.values[cell] for cell in cells)
        values |= {cell: quarter.values[cell] + Fraction(gap, len(cells)) for cell in cells}
    return Shifted(quarter, MappingProxyType(values))


def total(tables: Sequence[Frozen | Shifted], cells: Collection[Cell]) -> Sum:
    """These cells, in all of these windows of one table, added up.

    Raises:
        ReleaseRefused: nothing to add, unlike tables, a window twice, a cell that one of them has not.
    """
    some = set(cells)
    kinds = {(type(one), one.table.name) for one in tables}
    if not some or len(kinds) != 1:
        raise ReleaseRefused("A sum is over cells of one table.")
    if len({one.window for one in tables}) != len(tables):
        raise ReleaseRefused("A period is there twice.")
    if any(not some <= one.values.keys() for one in tables):
        raise ReleaseRefused("Not every period has all of these cells.")
    value = sum(one.values[cell] for one in tables for cell in some)
    return Sum(value, sqrt(sum(one.variance_of(some) for one in tables)))


def _by_area(cells: Collection[Cell]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[cell[0]].append(cell)
    return found
