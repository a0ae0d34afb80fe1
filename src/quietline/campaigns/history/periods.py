"""Months and weeks as people and programs write them. What can be read in two ways is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from quietline.tally.history.rules import Step

EARLIEST = 1990
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?(?:[ T]00:00(?::00)?)?")
_WEEK = re.compile(r"([0-9]{4})-?W([0-9]{1,2})", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?[\s/-]+([0-9]{4})")
_SLASHED = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")


class Order(StrEnum):
    """What comes first in a date like 01/02/2024."""

    DAY = "day"
    MONTH = "month"


class NotAPeriod(ValueError):
    """The text says why it can't be read as a period."""


def order_of(texts: Iterable[str], step: Step) -> Order | None:
    """Which order the dates of a table are written in; none where it has no such dates.

    Raises:
        NotAPeriod: both orders fit, or neither.
    """
    slashed = [text for text in texts if _SLASHED.fullmatch(text)]
    if not slashed:
        return None
    fitting = [order for order in Order if _all_fit(slashed, step, order)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise NotAPeriod(f"“{slashed[0]}” can be read in two ways: say whether the day or the month comes first")
    raise NotAPeriod(f"Dates like “{slashed[0]}” fit neither with the day nor with the month first: some are swapped")


def begin_of(text: str, step: Step, order: Order | None) -> date:
    """The first day of the period that a text names.

    Raises:
        NotAPeriod
    """
    found = _read(text, order)
    if found.year < EARLIEST:
        raise NotAPeriod(f"“{text}” is before {EARLIEST}")
    if found.year == date.max.year:
        raise NotAPeriod(f"“{text}” has no day after it: nothing can be reckoned with it")
    if step is Step.MONTH and found.day != 1:
        raise NotAPeriod(f"{found:%-d %B %Y} is not the first day of a month: are day and month swapped?")
    return found


def _read(text: str, order: Order | None) -> date:
    if match := _ISO.fullmatch(text):
        return _date(text, int(match[1]), int(match[2]), int(match[3] or 1))
    if match := _WEEK.fullmatch(text):
        return _week(text, int(match[1]), int(match[2]))
    if match := _SLASHED.fullmatch(text):
        if order is None:
            raise NotAPeriod(f"“{text}” is written unlike the dates above")
        one, two = int(match[1]), int(match[2])
        day, month = (one, two) if order is Order.DAY else (two, one)
        return _date(text, int(match[3]), month, day)
    if match := _MONTH_YEAR.fullmatch(text):
        return _date(text, int(match[2]), int(match[1]), 1)
    if (match := _NAMED.fullmatch(text)) and match[1][:3].lower() in _MONTHS:
        return _date(text, int(match[2]), _MONTHS.index(match[1][:3].lower()) + 1, 1)
    if not text:
        raise NotAPeriod("The period is missing")
    raise NotAPeriod(f"“{text[:30]}” is no month or week: write 2024-03, Mar 2024, 2024-W09 or 2024-03-04")


def _date(text: str, year: int, month: int, day: int) -> date:
    if month == 13:
        raise NotAPeriod(f"“{text}”: there is no month 13. Leave out a closing period of the accounts")
    try:
        return date(year, month, day)
    except ValueError:
        raise NotAPeriod(f"“{text}”: there is no such day. Are day and month swapped?") from None


def _week(text: str, year: int, week: int) -> date:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        raise NotAPeriod(f"“{text}”: that year has no such week") from None


def _all_fit(texts: list[str], step: Step, order: Order) -> bool:
    weekdays = set[int]()
    for text in texts:
        try:
            weekdays.add(begin_of(text, step, order).weekday())
        except NotAPeriod:
            return False
    return step is Step.MONTH or len(weekdays) == 1
