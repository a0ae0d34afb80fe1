"""Discrete Laplace noise, by OpenDP: drawn exactly, from OpenSSL's secure generator. No seed can be given."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import exp, sqrt

MOST_COUNT = 1_000_000_000


def with_noise(counts: Sequence[int], epsilon: Decimal) -> list[int]:
    """Counts with fresh noise, which may take them below 0. Each contact may be in one of them only.

    Two draws for the same counts can be averaged: whoever calls this keeps the result and never calls it again.

    Raises:
        ValueError: epsilon is not above 0, or a count is not a whole number from 0 to a thousand million.
    """
    if epsilon <= 0:
        raise ValueError("Epsilon is above 0.")
    if any(type(count) is not int or not 0 <= count <= MOST_COUNT for count in counts):
        raise ValueError("Counts are whole numbers from 0.")
    if not counts:
        return []
    # OpenDP is large. Who only adds up or shows what was drawn, as a partners' machine does, never loads it.
    from opendp.domains import atom_domain, vector_domain
    from opendp.measurements import make_laplace
    from opendp.metrics import l1_distance
    from opendp.mod import enable_features

    # It asks for a yes before it gives out what it has not proved in writing; its Laplace noise is of that kind.
    enable_features("contrib")
    cells = vector_domain(atom_domain(T="i64"))
    measure = make_laplace(cells, l1_distance(T="i64"), scale=float(1 / epsilon))
    return [int(value) for value in measure(list(counts))]


def variance(epsilon: Decimal) -> float:
    """Of one number's noise."""
    decay = exp(-float(epsilon))
    return 2 * decay / (1 - decay) ** 2


def deviation(epsilon: Decimal) -> float:
    """The standard deviation of one number's noise: 2.8 at 0.5."""
    return sqrt(variance(epsilon))


def share_within(epsilon: Decimal, distance: int) -> float:
    """How probable it is that a number's noise is no larger than this, up or down; at 0: that there is none."""
    decay = exp(-float(epsilon))
    return 1 - 2 * decay ** (distance + 1) / (1 + decay)


def within(epsilon: Decimal, *, share: float = 0.95) -> int:
    """The smallest distance that so large a share of the noise keeps within: 6 at 0.5."""
    distance = 0
    while share_within(epsilon, distance) < share:
        distance += 1
    return distance
