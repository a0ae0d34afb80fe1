"""Sums by calendar month, each along one way of telling apart, kept up as the tallies are.

A dashboard over ten years reads a few thousand of these instead of millions of days. They say nothing that the days
do not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from quietline.tally.measures import Count, Measure


class Along(StrEnum):
    """What a month's sum is told apart by. Along each of them a measure's sums add to the same total."""

    WAY = "way"  # channel and outcome
    AREA = "area"
    CALLER_GROUP = "caller_group"
    ANSWER = "answer"  # field and option


Place = tuple[Measure, str, date, str, str]


def month_of(day: date) -> date:
    return day.replace(day=1)


def places(count: Count) -> Iterable[Place]:
    """The sums that a count belongs to: measure, along what, first day of the month, and one or two codes."""
    month = month_of(count.on)
    yield (count.measure, Along.WAY.value, month, count.channel, count.outcome)
    yield (count.measure, Along.AREA.value, month, count.area, "")
    yield (count.measure, Along.CALLER_GROUP.value, month, count.caller_group, "")
    yield (count.measure, Along.ANSWER.value, month, count.field, count.option)


def summed(counts: Iterable[Count]) -> Counter[Place]:
    """What these counts add to each sum; what cancels out is left out."""
    sums = Counter[Place]()
    for count in counts:
        for place in places(count):
            sums[place] += count.amount
    return Counter({place: amount for place, amount in sums.items() if amount})
