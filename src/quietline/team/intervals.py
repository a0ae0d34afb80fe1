"""Stretches of time between two instants, and what can be said of several: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start` up to, and without, `end`; both are kept in UTC, so that a zone's odd hours can't confuse them."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        # Two instants of one zone are compared by their wall clocks, which repeat when the clocks go back.
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at.astimezone(UTC) < self.end

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: Interval) -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: Interval) -> bool:
        return self.start <= other.start and other.end <= self.end


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time in as few intervals as can be, in order; those that touch become one, empty ones vanish."""
    whole: list[Interval] = []
    for each in sorted(each for each in intervals if each.start < each.end):
        if whole and each.start <= whole[-1].end:
            whole[-1] = Interval(whole[-1].start, max(whole[-1].end, each.end))
        else:
            whole.append(each)
    return whole


def within(intervals: Iterable[Interval], frame: Interval) -> list[Interval]:
    """The parts that lie inside the frame, merged."""
    cut = (Interval(max(each.start, frame.start), min(each.end, frame.end)) for each in intervals)
    return merged(cut)


def without(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What is left of some intervals when others are taken out of them."""
    left: list[Interval] = []
    gone = merged(taken)
    for each in merged(intervals):
        start = each.start
        for hole in gone:
            if hole.end <= start or hole.start >= each.end:
                continue
            left.append(Interval(start, hole.start))
            start = hole.end
        left.append(Interval(start, each.end))
    return merged(left)
