"""A series of counts, and what a campaign was planned to be. Both refuse what can't be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from math import isfinite
from numbers import Integral
from types import MappingProxyType
from typing import Any

from quietline.insights.evaluation.periods import Period, period_of

MOST_PERIODS = 2_000  # forty years of weeks
MOST_COUNT = 1_000_000_000


class Refused(ValueError):
    """Why something can't be judged. The text tells where and what to mend; it names row or period."""


class Exposure(StrEnum):
    """How a campaign comes to bear."""

    STEP = "step"  # from the first day on
    RAMP = "ramp"  # more each period over the planned periods, then all
    DOSE = "dose"  # as much in each period as was planned (money, displays, days on air)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Counts of one unit in consecutive months or ISO weeks.

    Args:
        starts: the first day of each period, in order, without a gap.
        counts: how many, whole numbers from 0.
        unit: what was counted, as it is written in a sentence: "contacts", "help-seekers".
        area: where, or empty.
        population: people of the area in each period; then rates are compared, not counts.
        comparisons: counts of areas without the campaign, by name, same periods, same unit.
        areas: the counts told apart by area, by name; they add up to `counts`.

    Raises:
        Refused: anything of this does not hold.
    """

    starts: tuple[date, ...]
    counts: tuple[int, ...]
    unit: str = "contacts"
    area: str = ""
    population: tuple[float, ...] | None = None
    comparisons: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    areas: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    period: Period = field(init=False)

    def __post_init__(self) -> None:
        if not 2 <= len(self.starts) <= MOST_PERIODS:
            raise Refused(f"A series has 2 to {MOST_PERIODS:,} periods; this one has {len(self.starts):,}.")
        period = period_of(self.starts)
        if period is None:
            raise Refused(
                "The periods are not consecutive months or ISO weeks: one is missing, doubled or out of order."
            )
        self._keep(starts=tuple(self.starts), period=period)
        self._keep(counts=self._checked("counts", self.counts))
        for kind in ("comparisons", "areas"):
            told = {name: self._checked(name, counts) for name, counts in getattr(self, kind).items()}
            self._keep(**{kind: MappingProxyType(told)})
        if self.areas and tuple(map(sum, zip(*self.areas.values(), strict=True))) != self.counts:
            raise Refused("The areas do not add up to the series.")
        if self.population is not None:
            self._check_population(self.population)

    def _keep(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def _checked(self, name: str, counts: Sequence[Any]) -> tuple[int, ...]:
        """The counts as plain numbers; a column of pandas or NumPy is as good."""
        if len(counts) != len(self.starts):
            raise Refused(f"{name}: {len(counts):,} counts for {len(self.starts):,} periods.")
        for start, count in zip(self.starts, counts, strict=True):
            if isinstance(count, bool) or not isinstance(count, Integral) or not 0 <= int(count) <= MOST_COUNT:
                raise Refused(f"{name}, {self.period.label(start)}: {count} is not a count (a whole number from 0).")
        if not any(counts):
            raise Refused(f"{name}: every count is 0. There is nothing to judge.")
        return tuple(int(count) for count in counts)

    def _check_population(self, population: Sequence[float]) -> None:
        if len(population) != len(self.starts):
            raise Refused(f"population: {len(population):,} numbers for {len(self.starts):,} periods.")
        for start, people in zip(self.starts, population, strict=True):
            if not (isfinite(people) and people > 0):
                raise Refused(f"population, {self.period.label(start)}: {people} is not a number of people.")

    @classmethod
    def monthly(cls, first: str, counts: Sequence[int], *, unit: str = "contacts", area: str = "") -> Series:
        """A series from its first month, written 2024-01, and its counts.

        Raises:
            Refused: as the class; or `first` is no month.
        """
        try:
            start = date.fromisoformat(f"{first}-01")
        except ValueError:
            raise Refused(f"{first!r} is not a month. Write it as 2024-01.") from None
        starts = tuple(Period.MONTH.after(start, step) for step in range(len(counts)))
        return cls(starts=starts, counts=tuple(counts), unit=unit, area=area)

    @property
    def last_day(self) -> date:
        return self.period.last_day(self.starts[-1])

    def part(self, first: int, end: int) -> Series:
        """The periods from index `first` up to and without `end`."""
        some = slice(first, end)
        return replace(
            self,
            starts=self.starts[some],
            counts=self.counts[some],
            population=None if self.population is None else self.population[some],
            comparisons={name: counts[some] for name, counts in self.comparisons.items() if any(counts[some])},
            areas={},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A campaign as it was planned: what is judged, said before it is looked at.

    Args:
        start: its first day. A period that it begins within is exposed by the share of its days.
        end: its last day, or None: it goes on to the end of the series.
        exposure: how it comes to bear.
        ramp: with RAMP, over how many periods.
        doses: with DOSE, how much in each period of the campaign; 1 is the fullest, the scale does not matter.
        washout: for how many periods after its end it may still work: kept out of the comparison. None: for all.
        changed: what was changed after the campaign began. Anything here makes the result exploratory.

    Raises:
        Refused: end before start, a ramp without periods, doses that are none.
    """

    start: date
    end: date | None = None
    exposure: Exposure = Exposure.STEP
    ramp: int = 0
    doses: tuple[float, ...] = ()
    washout: int | None = None
    changed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise Refused(f"The campaign ends ({self.end}) before it starts ({self.start}). Are the dates swapped?")
        if (self.exposure is Exposure.RAMP) != (self.ramp > 0):
            raise Refused("A ramp, and nothing else, is said with over how many periods the campaign builds up.")
        if (self.exposure is Exposure.DOSE) != bool(self.doses):
            raise Refused("Doses, and nothing else, are said with one number for each period of the campaign.")
        if any(not (isfinite(dose) and dose >= 0) for dose in self.doses) or (self.doses and not any(self.doses)):
            raise Refused("Doses are numbers from 0, and not all of them 0.")
        if self.washout is not None and self.washout < 0:
            raise Refused("A wash-out is a number of periods from 0.")
