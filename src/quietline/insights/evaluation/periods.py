"""Months and ISO weeks: the periods that are counted in."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

MONTH_DAYS = 30.4375  # a year of 365.25 days in twelve parts


class Period(StrEnum):
    """How long one count of a series is. Weeks begin on Monday, as ISO 8601 has them."""

    MONTH = "month"
    WEEK = "week"

    def begins_on(self, day: date) -> date:
        """The first day of the period that a day is in."""
        return day.replace(day=1) if self is Period.MONTH else day - timedelta(days=day.weekday())

    def after(self, start: date, steps: int = 1) -> date:
        """The first day of the period so many steps after the one that begins here; fewer than none: before it."""
        if self is Period.WEEK:
            return start + timedelta(weeks=steps)
        years, month = divmod(start.year * 12 + start.month - 1 + steps, 12)
        return date(years, month + 1, 1)

    def last_day(self, start: date) -> date:
        """The last day of the period that begins here."""
        return self.after(start) - timedelta(days=1)

    def steps(self, start: date, end: date) -> int:
        """How many periods lie from the one that begins at `start` to the one that begins at `end`."""
        if self is Period.WEEK:
            return (end - start).days // 7
        return (end.year - start.year) * 12 + end.month - start.month

    def season(self, start: date) -> float:
        """Where in the year a period lies, in months."""
        if self is Period.MONTH:
            return float(start.month)
        return 12 * start.timetuple().tm_yday / 365.25

    def label(self, start: date) -> str:
        """As ISO 8601 writes it: 2026-03, 2026-W09."""
        if self is Period.MONTH:
            return f"{start:%Y-%m}"
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02}"

    def spoken(self, many: int) -> str:
        """So many of them, in words: 1 month, 3 weeks."""
        return f"{many:,} {self.value}{'' if many == 1 else 's'}"


def period_of(starts: tuple[date, ...]) -> Period | None:
    """Which period these first days are of; None where they are neither months nor weeks, in order, without a gap."""
    for period in Period:
        if all(period.begins_on(start) == start for start in starts) and all(
            period.after(one) == other for one, other in pairwise(starts)
        ):
            return period
    return None
