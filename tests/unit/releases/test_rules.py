"""Windows, ledger, display, sums and the auditor beyond the case."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from quietline.insights.releases.auditor import Suppressed, audit, determined
from quietline.insights.releases.display import shown
from quietline.insights.releases.frozen import Frozen, freeze
from quietline.insights.releases.ledger import Spend, check, spent
from quietline.insights.releases.noise import variance, with_noise
from quietline.insights.releases.sums import shift, total
from quietline.insights.releases.tables import BUDGET, FIXED, T1, T2, T3, Table
from quietline.insights.releases.windows import ReleaseRefused, Window, counted_in
from tests.unit.releases.cases import LATER, QUARTER, stored_months, stored_quarter

OTHER = Table(name="hours", dimensions=("hour",), quarterly=False, epsilon=Decimal("0.1"))
NORTH = [("Northland",)]


def test_it_runs_where_there_is_no_django() -> None:
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from quietline.insights.releases import auditor, display, frozen, ledger, noise, sums, tables, windows\n"
        "print(len(noise.with_noise([3, 4], tables.T1.epsilon)))\n"
        "assert not [name for name in sys.modules if name.startswith(('django.', 'quietline.config'))]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "2\n", done.stderr


def test_the_fixed_tables_together_spend_the_budget() -> None:
    ledger = [Spend(T1, month) for month in QUARTER.months] + [Spend(T2, QUARTER), Spend(T3, QUARTER)]
    assert sum(table.epsilon for table in FIXED) == BUDGET
    assert [spent(month, ledger) for month in QUARTER.months] == [BUDGET] * 3
    assert spent(Window.of("2026-04"), ledger) == 0
    assert spent(QUARTER.months[0], ledger * 2) == BUDGET


@pytest.mark.parametrize("text", ["2026-13", "2026Q5", "2026", "0000-01", "2026-1", "last month", ""])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ReleaseRefused, match="Write a month as"):
        Window.of(text)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 30)),
        (date(2026, 1, 2), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 4, 30)),
        (date(2026, 1, 1), date(2026, 2, 28)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 3, 31), date(2026, 1, 1)),
    ],
)
def test_only_whole_months_and_quarters_are_released(first: date, last: date) -> None:
    with pytest.raises(ReleaseRefused, match="overlapping period"):
        Window(first, last)


def test_a_month_closes_on_the_tenth_of_the_next() -> None:
    december, quarter = Window.of("2026-12"), Window.of("2026Q4")
    assert december.closes_on == quarter.closes_on == date(2027, 1, 10)
    assert counted_in(happened_on=date(2026, 12, 31), registered_on=date(2027, 1, 9)) == december
    assert counted_in(happened_on=date(2026, 12, 31), registered_on=date(2027, 1, 10)) == Window.of("2027-01")
    assert str(quarter) == "2026Q4"
    with pytest.raises(ValueError, match="before it happened"):
        counted_in(happened_on=date(2026, 12, 31), registered_on=date(2026, 12, 30))


def test_a_table_has_windows_of_one_length() -> None:
    with pytest.raises(ReleaseRefused, match="T1 is released for each month"):
        check(Spend(T1, QUARTER), [], on=LATER)
    with pytest.raises(ReleaseRefused, match="T2 is released for each quarter"):
        check(Spend(T2, QUARTER.months[0]), [], on=LATER)


def test_the_same_name_with_other_windows_is_no_way_around() -> None:
    quarterly = Table(name="hours", dimensions=("hour",), quarterly=True, epsilon=Decimal("0.1"))
    with pytest.raises(ReleaseRefused, match="overlapping period: hours was released for 2026-01"):
        check(Spend(quarterly, QUARTER), [Spend(OTHER, QUARTER.months[0])], on=LATER)


def test_another_table_takes_nothing_from_the_fixed_ones() -> None:
    with pytest.raises(ReleaseRefused, match=r"kept for the fixed tables \(1.0\)"):
        check(Spend(OTHER, QUARTER.months[0]), [], on=LATER)
    posing = Table(name="T1", dimensions=("area",), quarterly=False, epsilon=Decimal("0.9"))
    with pytest.raises(ReleaseRefused, match="budget"):
        check(Spend(posing, QUARTER.months[0]), [], on=LATER)


def test_a_repeat_shows_what_is_stored_whatever_was_counted_since() -> None:
    wanted = Spend(T1, QUARTER.months[0])
    stored = [freeze(wanted, {}, cells=NORTH, stored=[], on=LATER)]
    for _ in range(20):
        assert freeze(wanted, {("Northland",): 500}, cells=NORTH, stored=stored, on=LATER) is stored[0]


def test_every_cell_is_there_whether_somebody_is_in_it_or_not() -> None:
    cells = [("Northland",), ("Eastmark",)]
    made = freeze(Spend(T1, QUARTER.months[0]), {("Northland",): 3}, cells=cells, stored=[], on=LATER)
    assert sorted(made.values) == sorted(cells)


@pytest.mark.parametrize(("counts", "cells"), [({("Elsewhere",): 1}, NORTH), ({}, []), ({}, [("Northland", "chat")])])
def test_cells_that_are_not_the_tables_are_refused(
    counts: dict[tuple[str, ...], int], cells: list[tuple[str, ...]]
) -> None:
    with pytest.raises(ReleaseRefused):
        freeze(Spend(T1, QUARTER.months[0]), counts, cells=cells, stored=[], on=LATER)


@pytest.mark.parametrize("count", [-1, 2.0, True, 10**10])
def test_what_is_no_count_gets_no_noise(count: int) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        with_noise([count], T1.epsilon)


def test_halves_and_thousands_are_shown_the_same_everywhere() -> None:
    assert shown(Fraction(25, 2)) == "15"
    assert shown(Fraction(99, 10)) == "fewer than 10"
    assert shown(1203) == "1,205"


def test_a_year_of_an_area_has_the_error_of_twelve_cells() -> None:
    year = [Frozen(Spend(T1, Window.of(f"2026-{month:02}")), {("Northland",): 30}) for month in range(1, 13)]
    told = total(year, NORTH)
    assert told.value == 360
    assert told.deviation == pytest.approx(9.7, abs=0.01)
    assert told.within == pytest.approx(19, abs=0.01)


def test_the_error_of_shifted_cells_is_that_of_many_draws() -> None:
    """With all groups it is the months' own; with some it is what simulation finds."""
    shifted = shift(stored_quarter(60, 21, 9, 13), stored_months(31, 28, 40))
    assert total([shifted], shifted.values).deviation ** 2 == pytest.approx(3 * variance(T1.epsilon))
    tries = 5_000
    own = np.array(with_noise([0] * 4 * tries, T2.epsilon)).reshape(tries, 4)
    months = np.array(with_noise([0] * 3 * tries, T1.epsilon)).reshape(tries, 3).sum(axis=1)
    moved = own + (months - own.sum(axis=1))[:, None] / 4
    some = list(shifted.values)[:2]
    assert moved[:, :2].sum(axis=1).std() == pytest.approx(total([shifted], some).deviation, rel=0.08)


def test_a_quarter_without_its_months_is_not_shown() -> None:
    quarter, months = stored_quarter(60, 21), stored_months(31, 28, 40)
    for some in (months[:2], [*months[:2], months[0]], stored_months(31, 28, 40, area="Eastmark")):
        with pytest.raises(ReleaseRefused):
            shift(quarter, some)


def test_unlike_or_doubled_numbers_are_not_added() -> None:
    months, quarter = stored_months(31, 28, 40), stored_quarter(60)
    shifted = shift(quarter, months)
    for tables, cells in (
        ([*months, shifted], NORTH),
        ([quarter, shifted], [("Northland", "group 0")]),
        ([months[0], months[0]], NORTH),
        (months, [("Eastmark",)]),
        (months, []),
    ):
        with pytest.raises(ReleaseRefused):
            total(tables, cells)


def test_bounds_are_those_of_trying_everything() -> None:
    """Against every table of small counts that fits."""
    random = np.random.default_rng(6)
    for _ in range(6):
        true = random.integers(0, 4, (3, 3))
        hide = random.random((3, 3)) < 0.6
        told = Suppressed(
            cells=[[None if hide[row, column] else int(true[row, column]) for column in range(3)] for row in range(3)],
            row_totals=[int(true[0].sum()), None, int(true[2].sum())],
            column_totals=[int(one) for one in true.sum(axis=0)],
            hidden=(0, 4),
        )
        fitting = []
        for guess in product(range(5), repeat=int(hide.sum())):
            table = true.copy()
            table[hide] = guess
            if (table.sum(axis=0) == true.sum(axis=0)).all() and (table.sum(axis=1) == true.sum(axis=1))[[0, 2]].all():
                fitting.append(table)
        for one in audit(told):
            values = [int(table[one.row, one.column]) for table in fitting]
            assert (one.low, one.high) == (min(values), max(values))


def test_a_cell_that_no_total_covers_has_no_upper_bound() -> None:
    told = audit(Suppressed(cells=[[None, 3]], row_totals=[None], column_totals=[None, 3]))
    assert [(one.low, one.high) for one in told] == [(0, None)]


def test_what_a_legend_says_of_hidden_cells_counts() -> None:
    """Two cells hidden as "1 to 4" that add up to 8 are both 4."""
    table = Suppressed(cells=[[None, None]], row_totals=[8], column_totals=[None, None], hidden=(1, 4))
    assert [one.low for one in determined(table)] == [4, 4]


def test_a_table_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ReleaseRefused, match="contradicts itself"):
        audit(Suppressed(cells=[[None, 5]], row_totals=[4], column_totals=[None, 5]))
    with pytest.raises(ReleaseRefused, match="Each row needs"):
        Suppressed(cells=[[1, 2], [3]], row_totals=[3, 3], column_totals=[4, 2])
