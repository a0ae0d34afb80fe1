"""When a month is closed: what comes later counts in the month it comes in. Pure."""

from __future__ import annotations

from datetime import date

CLOSES_ON = 10  # the day of the next month: a week and a half for records that are written up late
_MONTHS = 12


def closes_on(day: date) -> date:
    """From this day on nothing is added to the month that a day is in."""
    months = day.year * _MONTHS + day.month  # counted from 0: the month after
    return date(months // _MONTHS, months % _MONTHS + 1, CLOSES_ON)


def counted_on(*, happened_on: date, registered_on: date) -> date:
    """The day a contact counts on: its own, or, once that one's month is closed, the day it was registered.

    A clock that was set back does not move anything: what is registered "before" it happened keeps its own day.
    """
    return max(happened_on, registered_on) if registered_on >= closes_on(happened_on) else happened_on
