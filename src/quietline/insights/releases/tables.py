"""What decides how much a release gives away, in one place. Changing a number here changes a promise to seekers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# What all releases together may spend for one contact. An attacker who knows every other record and every release
# then decides whether the contact is among the counted with success at most e/(1+e) = 0.73 (0.5: a coin).
BUDGET = Decimal("1.0")

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
