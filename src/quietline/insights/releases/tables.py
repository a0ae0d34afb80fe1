"""What decides how much a release gives away, in one place. Changing a number here changes a promise to seekers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import exp

# What all releases together may spend for one contact. An attacker who knows every other record and every release
# then decides whether the contact is among the counted with success at most e/(1+e) = 0.73 (0.5: a coin).
BUDGET = Decimal("1.0")

# The two numbers below, the tables and the budget stand in signed releases by what they did there: with another number
# `canonical.SCHEMA` goes up, and releases of an earlier schema are read with the earlier numbers.
# Below this a number is not shown: it would be mostly noise, and partners expect it so.
SHOWN_FROM = 10
# Single steps would claim a precision that the noise does not leave.
ROUNDED_TO = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that can be released: what its cells are told apart by, for what length of time, at what cost.

    epsilon: what one release spends of the budget of each contact in it. A contact is in exactly one cell.
    """

    name: str
    dimensions: tuple[str, ...]
    quarterly: bool
    epsilon: Decimal

    def __post_init__(self) -> None:
        if not 0 < self.epsilon <= BUDGET:
            raise ValueError(f"{self.name}: epsilon is above 0 and at most {BUDGET}.")


# The most is spent on what evaluations and maps rest on, the least on what describes the helpline as a whole.
# Together they spend the budget: a further table would have to take from one of these.
T1 = Table(name="T1", dimensions=("area",), quarterly=False, epsilon=Decimal("0.5"))
T2 = Table(name="T2", dimensions=("area", "caller group"), quarterly=True, epsilon=Decimal("0.3"))
T3 = Table(name="T3", dimensions=("caller group", "channel"), quarterly=True, epsilon=Decimal("0.2"))
FIXED = (T1, T2, T3)

# An evaluation is made of true counts. What leaves of it is a ratio, blunted: areas with fewer counts a month than
# this are put together first, and ratio and interval have two digits behind the point.
LEAST_A_MONTH = 20
RATIO_STEP = Decimal("0.01")


BY_NAME = {table.name: table for table in FIXED}


def chances(budget: Decimal = BUDGET) -> tuple[Decimal, ...]:
    """How often an attacker is right who knows every other record and every release, about somebody with one, two and
    three contacts: 0.73, 0.88, 0.95, where a coin is right in 0.5."""
    return tuple(Decimal(f"{1 / (1 + exp(-contacts * float(budget))):.2f}") for contacts in (1, 2, 3))
