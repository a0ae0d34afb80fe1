"""What a reader can compute of the hidden cells of a hand-made table, before it leaves the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from quietline.insights.releases.windows import ReleaseRefused

Floats = NDArray[np.float64]

ROUNDING = 1e-6  # what the solver may be off where the answer is a whole number


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that a hidden cell can be, by everything else in the table."""

    row: int
    column: int
    low: int
    high: int | None  # None: nothing in the table bounds it

    @property
    def determined(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """A table of counts by two dimensions; None is hidden, in cells and in totals.

    hidden: what a reader is told of each hidden cell, as "1 to 4": its least and, unless None, its most.

    Raises:
        ReleaseRefused: rows or totals of unlike length.
    """

    cells: Sequence[Sequence[int | None]]
    row_totals: Sequence[int | None]
    column_totals: Sequence[int | None]
    total: int | None = None
    hidden: tuple[int, int | None] = (0, None)

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.cells}
        if widths != {len(self.column_totals)} or len(self.cells) != len(self.row_totals):
            raise ReleaseRefused("Each row needs a cell for each column, and each row and column a total or nothing.")

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Where the hidden cells are."""
        return [
            (row, column) for row, cells in enumerate(self.cells) for column, cell in enumerate(cells) if cell is None
        ]


def audit(table: Suppressed) -> list[Bounds]:
    """The exact bounds of every hidden cell, by linear programming.

    Exact because in a table by two dimensions the extremes of such a program are whole numbers. What a reader knows
    from elsewhere (an earlier table, a person's own record) is not in it.

    Raises:
        ReleaseRefused: no counts fit the cells and totals that are shown.
    """
    gaps = table.gaps
    members, rest = _equations(table, gaps)
    found = []
    for at, (row, column) in enumerate(gaps):
        low = ceil(_extreme(table, members, rest, at, 1) - ROUNDING)
        bounded = members[:, at].any()  # by a total that it is in
        high = floor(_extreme(table, members, rest, at, -1) + ROUNDING) if bounded else table.hidden[1]
        found.append(Bounds(row, column, low, high))
    return found


def determined(table: Suppressed) -> list[Bounds]:
    """The hidden cells that a reader can compute exactly. A table that has any must not leave."""
    return [bounds for bounds in audit(table) if bounds.determined]


def _equations(table: Suppressed, gaps: list[tuple[int, int]]) -> tuple[Floats, Floats]:
    """For every total that is shown: which hidden cells are in it, and what they add up to."""
    shown = np.array([[cell or 0 for cell in row] for row in table.cells])
    sums: list[tuple[list[bool], int]] = []
    for row, told in enumerate(table.row_totals):
        if told is not None:
            sums.append(([gap[0] == row for gap in gaps], told - int(shown[row].sum())))
    for column, told in enumerate(table.column_totals):
        if told is not None:
            sums.append(([gap[1] == column for gap in gaps], told - int(shown[:, column].sum())))
    if table.total is not None:
        sums.append(([True] * len(gaps), table.total - int(shown.sum())))
    members = np.array([there for there, _ in sums], dtype=float).reshape(len(sums), len(gaps))
    return members, np.array([rest for _, rest in sums], dtype=float)


def _extreme(table: Suppressed, members: Floats, rest: Floats, at: int, sign: int) -> float:
    goal = np.zeros(members.shape[1])
    goal[at] = sign
    done = linprog(goal, A_eq=members, b_eq=rest, bounds=table.hidden, method="highs")
    if done.status != 0:
        raise ReleaseRefused("The table contradicts itself: no counts fit the cells and totals that are shown.")
    return float(sign * done.fun)
