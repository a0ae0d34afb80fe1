"""The case S6, with its published answers: noise, ledger, display, shift, audit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from quietline.insights.releases.auditor import Suppressed, audit, determined
from quietline.insights.releases.display import shown
from quietline.insights.releases.frozen import Frozen, freeze
from quietline.insights.releases.ledger import Spend, spent
from quietline.insights.releases.noise import deviation, share_within, with_noise, within
from quietline.insights.releases.sums import shift, total
from quietline.insights.releases.tables import T1, T2, T3, Table
from quietline.insights.releases.windows import ReleaseRefused, Window, counted_in
from tests.unit.releases.cases import LATER, S6, stored_months, stored_quarter

DRAWS = 40_000


@pytest.mark.parametrize("epsilon", S6["noise"])
def test_noise_follows_the_law(epsilon: str) -> None:
    wanted, law = S6["noise"][epsilon], Decimal(epsilon)
    assert deviation(law) == pytest.approx(wanted["sd"], abs=5e-4)
    assert share_within(law, 0) == pytest.approx(wanted["p_zero"], abs=5e-5)
    assert within(law) == wanted["abs_95"]
    assert share_within(law, wanted["abs_95"]) == pytest.approx(wanted["p_abs_le_95"], abs=5e-5)


@pytest.mark.parametrize("epsilon", S6["noise"])
def test_what_is_drawn_follows_the_law(epsilon: str) -> None:
    """Within five standard errors: one run in a million is red by chance."""
    wanted = S6["noise"][epsilon]
    drawn = np.array(with_noise([100] * DRAWS, Decimal(epsilon))) - 100
    for share, found in (
        (wanted["p_zero"], np.mean(drawn == 0)),
        (wanted["p_abs_le_95"], np.mean(np.abs(drawn) <= wanted["abs_95"])),
    ):
        assert found == pytest.approx(share, abs=5 * (share * (1 - share) / DRAWS) ** 0.5)
    assert drawn.mean() == pytest.approx(0, abs=5 * wanted["sd"] / DRAWS**0.5)
    # A Laplace variance has a kurtosis of at most about 6: its relative standard error is sqrt(5.5 / n).
    assert drawn.std() == pytest.approx(wanted["sd"], rel=2.5 * (5.5 / DRAWS) ** 0.5)


def test_the_ledger_goes_as_in_the_case() -> None:
    january, quarter = Window.of("2026-01"), Window.of("2026Q1")
    north, kinds, ways = ("Northland",), ("Northland", "professional"), ("professional", "chat")
    stored: list[Frozen] = []

    def release(table: Table, window: Window, counts: dict[tuple[str, ...], int], on: date) -> Frozen:
        made = freeze(Spend(table, window), counts, cells=counts, stored=stored, on=on)
        if made not in stored:
            stored.append(made)
        return made

    first = release(T1, january, {north: 31}, date(2026, 2, 10))
    assert spent(january, [one.spend for one in stored]) == Decimal("0.5")
    assert release(T1, january, {north: 32}, date(2026, 3, 1)) is first
    assert spent(january, [one.spend for one in stored]) == Decimal("0.5")
    late = counted_in(happened_on=date(2026, 1, 20), registered_on=date(2026, 2, 20))
    assert late == Window.of("2026-02")
    release(T2, quarter, {kinds: 60}, LATER)
    assert spent(january, [one.spend for one in stored]) == Decimal(str(S6["ledger_sequence"][4]["ledger_2026_01"]))
    release(T3, quarter, {ways: 60}, LATER)
    assert spent(january, [one.spend for one in stored]) == Decimal(str(S6["ledger_sequence"][5]["ledger_2026_01"]))
    other = Table(name="county x channel", dimensions=("area", "channel"), quarterly=False, epsilon=Decimal("0.1"))
    with pytest.raises(ReleaseRefused, match=r"budget of 1.0 for contacts of 2026-01 is spent"):
        release(other, january, {("Northland", "chat"): 5}, LATER)
    with pytest.raises(ReleaseRefused, match="2026-02 is not closed before 2026-03-10"):
        release(T1, Window.of("2026-02"), {north: 28}, date(2026, 3, 9))
    with pytest.raises(ReleaseRefused, match="overlapping period"):
        release(T1, Window(date(2026, 1, 15), date(2026, 2, 13)), {north: 30}, LATER)


@pytest.mark.parametrize("row", S6["display"])
def test_a_number_is_shown_as_in_the_case(row: dict[str, object]) -> None:
    assert shown(int(str(row["noisy"]))) == row["shown"]


def test_a_quarter_is_shifted_as_in_the_case() -> None:
    case = S6["reconcile"]
    months = stored_months(*case["t1"])
    shifted = shift(stored_quarter(*case["t2"]), months)
    assert [float(value) for value in shifted.values.values()] == case["t2_after"]
    assert total([shifted], shifted.values).value == total(months, [("Northland",)]).value == sum(case["t1"])


def test_the_auditor_finds_the_determined_cells_of_the_case() -> None:
    case = S6["suppression_audit"]
    table = Suppressed(
        cells=[[None if cell == "*" else cell for cell in row] for row in case["table"]],
        row_totals=case["row_totals"],
        column_totals=case["column_totals"],
        total=case["total"],
    )
    assert [[one.row, one.column, one.low] for one in determined(table)] == case["exactly_determined"]
    for one in audit(table):
        assert one.high is not None
        assert one.low <= case["true"][one.row][one.column] <= one.high
