"""A protected number as it is printed."""

from __future__ import annotations

from fractions import Fraction

from quietline.insights.releases.tables import ROUNDED_TO, SHOWN_FROM


def shown(value: int | Fraction) -> str:
    """A stored or shifted number, or a sum of them, as a reader sees it: "fewer than 10", else rounded to 5."""
    if value < SHOWN_FROM:
        return f"fewer than {SHOWN_FROM}"
    steps = (Fraction(value) / ROUNDED_TO + Fraction(1, 2)).__floor__()
    return f"{steps * ROUNDED_TO:,}"
