"""Months and weeks as the points of a series, said without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from quietline.tally.units import AreaRule, Unit


class Step(StrEnum):
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceGiven:
    """What is said of a table as a whole."""

    name: str
    unit: Unit
    step: Step
    area_rule: AreaRule
    on: date
    knows_gaps: bool = False  # whoever brings it knows that periods are missing


@dataclass(frozen=True, slots=True)
class Point:
    """One count of one period; none where it is said to be missing."""

    row: int
    begins_on: date
    area: str
    caller_group: str
    channel: str
    count: int | None


def following(begins_on: date, step: Step) -> date:
    """The first day of the next period."""
    if step is Step.WEEK:
        return begins_on + timedelta(days=7)
    return date(begins_on.year + begins_on.month // 12, begins_on.month % 12 + 1, 1)


def last_day(begins_on: date, step: Step) -> date:
    return following(begins_on, step) - timedelta(days=1)


def periods(first: date, last: date, step: Step) -> Iterator[date]:
    """The periods from one to another, both included."""
    while first <= last:
        yield first
        first = following(first, step)


def how_many(first: date, last: date, step: Step) -> int:
    """How many periods these are."""
    if step is Step.WEEK:
        return (last - first).days // 7 + 1
    return (last.year - first.year) * 12 + last.month - first.month + 1
