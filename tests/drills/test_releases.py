"""An attacker knows every other record, the method, and everything that was released: one contact stays in doubt."""

from __future__ import annotations

from datetime import date
from itertools import product
from math import exp, sqrt
from random import Random

import pytest

from quietline.insights.releases.frozen import Cell, Frozen, freeze
from quietline.insights.releases.ledger import Spend, spent
from quietline.insights.releases.tables import BUDGET, T1, T2, T3, Table
from quietline.insights.releases.windows import Window

pytestmark = pytest.mark.drill

TRIES = 2_000
QUARTER = Window.of("2026Q1")
MONTH = QUARTER.months[0]
ON = date(2026, 4, 10)
AREAS, GROUPS, WAYS = ("Northland", "Eastmark"), ("own behaviour", "professional"), ("chat", "call")
# Where the contact would be counted.
TARGET: dict[Table, Cell] = {T1: AREAS[:1], T2: (AREAS[0], GROUPS[0]), T3: (GROUPS[0], WAYS[0])}
CELLS: dict[Table, list[Cell]] = {
    T1: [(area,) for area in AREAS],
    T2: list(product(AREAS, GROUPS)),
    T3: list(product(GROUPS, WAYS)),
}
KNOWN = 7  # every cell, without the contact


def everything_released(contacts: int) -> list[Frozen]:
    """Three months of T1, the quarter's T2 and T3, and each asked for once more after the counts have changed."""
    stored: list[Frozen] = []
    wanted = [Spend(T1, month) for month in QUARTER.months] + [Spend(T2, QUARTER), Spend(T3, QUARTER)]
    for spend in wanted * 2:
        counts = dict.fromkeys(CELLS[spend.table], KNOWN + len(stored) // len(wanted))
        if spend.window.overlaps(MONTH):
            counts[TARGET[spend.table]] += contacts
        made = freeze(spend, counts, cells=CELLS[spend.table], stored=stored, on=ON)
        if made not in stored:
            stored.append(made)
    assert spent(MONTH, [one.spend for one in stored]) == BUDGET
    return stored


def evidence(released: list[Frozen], contacts: int) -> float:
    """The log likelihood ratio of "counted" against "not counted": no decision can be better than its sign."""
    found = 0.0
    for one in released:
        if one.window.overlaps(MONTH):
            value = one.values[TARGET[one.table]]
            found += float(one.table.epsilon) * (abs(value - KNOWN) - abs(value - KNOWN - contacts))
    return found


def success(contacts: int, tries: int, *, drawn_anew: int = 1) -> float:
    coin, right = Random(11), 0
    for _ in range(tries):
        there = coin.random() < 0.5
        seen = sum(evidence(everything_released(contacts * there), contacts) for _ in range(drawn_anew))
        guess = coin.random() < 0.5 if seen == 0 else seen > 0
        right += guess == there
    return right / tries


@pytest.mark.parametrize("contacts", [1, 2])
def test_an_attacker_with_all_releases_decides_no_better_than_the_bound(contacts: int) -> None:
    """By four standard errors: one run in thirty thousand is red by chance even where the bound is reached."""
    bound = exp(contacts * float(BUDGET)) / (1 + exp(contacts * float(BUDGET)))
    found = success(contacts, TRIES)
    assert found <= bound + 4 * sqrt(bound * (1 - bound) / TRIES)
    assert found > 0.55  # an attack that learns nothing would prove nothing


def test_the_same_attack_wins_where_numbers_are_drawn_anew() -> None:
    """Which is why they are stored: thirty draws, and nearly every guess is right."""
    assert success(1, 60, drawn_anew=30) > 0.85
