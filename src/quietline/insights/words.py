"""Names and windows within a sentence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from quietline.insights.evaluation.periods import Period


def listed(names: Sequence[str]) -> str:
    """At least one name."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def together(names: Sequence[str]) -> str:
    """The same; several are one thing together."""
    return names[0] if len(names) == 1 else f"{listed(names)} together"


def spoken_window(first: date, last: date) -> str:
    """Two days, both included, in a sentence: "from February 2026 to March 2026" where they are whole months."""
    if first.day == 1 and last == Period.MONTH.last_day(last.replace(day=1)):
        same = (first.year, first.month) == (last.year, last.month)
        return f"in {first:%B %Y}" if same else f"from {first:%B %Y} to {last:%B %Y}"
    return f"from {first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
