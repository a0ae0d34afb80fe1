"""Calendar months and quarters: the only times that a release is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from quietline.insights.evaluation.periods import Period
from quietline.tally.closing import closes_on, counted_on

QUARTER = 3
WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})|Q(?P<quarter>[1-4]))", re.ASCII)


class ReleaseRefused(ValueError):
    """Why numbers are not released. The text tells the reason and what can be done."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A calendar month or quarter.

    Raises:
        ReleaseRefused: it is neither. Windows that slide would let two releases be subtracted.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        starts = self.first.day == 1
        month = starts and self.last == Period.MONTH.last_day(self.first)
        quarter = starts and self.first.month % QUARTER == 1 and self.last == _last_day(self.first, QUARTER)
        if not (month or quarter):
            raise ReleaseRefused(
                f"{self.first} to {self.last} is an overlapping period: only whole calendar months and quarters are "
                "released, because the difference of two that overlap would show single contacts."
            )

    @classmethod
    def of(cls, text: str) -> Window:
        """A window as it is written: 2026-01, 2026Q1.

        Raises:
            ReleaseRefused: the text is neither.
        """
        found = WRITTEN.fullmatch(text)
        quarter = int((found and found["quarter"]) or 0)
        month = QUARTER * (quarter - 1) + 1 if quarter else int((found and found["month"]) or 0)
        year = int(found["year"]) if found else 0
        if not (year and 1 <= month <= 12):
            raise ReleaseRefused(f"{text!r} is no period. Write a month as 2026-01, a quarter as 2026Q1.")
        first = date(year, month, 1)
        return cls(first, _last_day(first, QUARTER if quarter else 1))

    @property
    def is_month(self) -> bool:
        return self.first.month == self.last.month

    @property
    def months(self) -> tuple[Window, ...]:
        """The calendar months in it."""
        if self.is_month:
            return (self,)
        starts = [Period.MONTH.after(self.first, step) for step in range(QUARTER)]
        return tuple(Window(start, Period.MONTH.last_day(start)) for start in starts)

    @property
    def closes_on(self) -> date:
        """From this day on nothing is added to it."""
        return closes_on(self.last)

    def overlaps(self, other: Window) -> bool:
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        if self.is_month:
            return Period.MONTH.label(self.first)
        return f"{self.first.year}Q{(self.first.month - 1) // QUARTER + 1}"


def counted_in(*, happened_on: date, registered_on: date) -> Window:
    """The month that a contact counts in: its own, or, once that is closed, the month in which it was registered.

    Raises:
        ValueError: it was registered before it happened.
    """
    if registered_on < happened_on:
        raise ValueError("A contact can't be registered before it happened.")
    return _month(counted_on(happened_on=happened_on, registered_on=registered_on))


def _month(day: date) -> Window:
    first = Period.MONTH.begins_on(day)
    return Window(first, Period.MONTH.last_day(first))


def _last_day(first: date, months: int) -> date:
    return Period.MONTH.last_day(Period.MONTH.after(first, months - 1))
