"""A release as it is published: protected numbers, the names for them, and what a reader must know.

**What of a number is published.** The document holds each protected number as it was drawn and stored (for T2,
shifted, with parts), which may be below 0, and beside it how it is shown: "fewer than 10", else rounded to 5. What
protects somebody is the noise; rounding what is noisy adds nothing to that and takes nothing from it. It is for
readers: it keeps single contacts, which the noise has blurred, from being read as if they had been counted.

- Pages and print have the shown text only. Shown numbers do not add up (nine times "fewer than 10" is nothing that
  could be added), so every total is made from the protected numbers and shown by the same rule.
- Files for programs have both. Whoever adds cells up, draws other regions, or runs the evaluation's model again must
  do it with the protected numbers, and comes to the same totals as the document.

True counts are in no part of it: tables are made from what `frozen` and `sums` hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from types import MappingProxyType
from typing import Protocol, TypeVar

from quietline.insights.evaluation.results import Verdict
from quietline.insights.releases.checks import check
from quietline.insights.releases.frozen import Cell, Frozen
from quietline.insights.releases.ledger import Spend
from quietline.insights.releases.sums import Shifted, Sum, total
from quietline.insights.releases.tables import BUDGET, RATIO_STEP, T2, Table, chances
from quietline.insights.releases.windows import Window
from quietline.insights.releases.wording import NotPublishable, check_doubling, check_line

MOST_VALUE = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An area, caller group or channel as it was called on the day of the release. `parent`: the area it lies in."""

    code: str
    name: str
    parent: str | None = None

    def __post_init__(self) -> None:
        check_line(self.code, f"the code {self.code!r}", may_be_empty=True)
        check_line(self.name, f"the name of {self.code!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign that evaluations or readers of the tables need to know of; `areas` are codes."""

    code: str
    name: str
    first_on: date
    last_on: date | None = None
    areas: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_line(self.code, f"the code {self.code!r}")
        check_line(self.name, f"the name of the campaign {self.code!r}")
        if self.last_on and self.last_on < self.first_on:
            raise NotPublishable(f"The campaign {self.name} ends before it begins.")
        object.__setattr__(self, "areas", tuple(sorted(self.areas)))


_Coded = TypeVar("_Coded", Named, Campaign)


class Protected(Protocol):
    """What `frozen.freeze` or, for T2, `sums.shift` made."""

    @property
    def table(self) -> Table: ...
    @property
    def window(self) -> Window: ...
    @property
    def values(self) -> Mapping[Cell, int] | Mapping[Cell, Fraction]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTable:
    """One table for one window.

    values: the protected number of every cell, as stored; whole, for T2 with parts. A cell is told by codes, in the
        order of the table's dimensions; every combination is there.
    unit, area_rule: as they are written in a sentence ("contacts answered", "the area that the seeker chose").
    channels: codes; empty: all of them.
    missing_days: days of the window for which nothing is known, as when nobody counted. Never how many records lack
        something: that would be a true count. Records without an area are a cell like others.
    """

    table: Table
    window: Window
    unit: str
    area_rule: str
    values: Mapping[Cell, int | Fraction]
    channels: tuple[str, ...] = ()
    missing_days: int = 0

    def __post_init__(self) -> None:
        check_line(self.unit, f"the unit of {self}")
        check_line(self.area_rule, f"the area rule of {self}")
        days = (self.window.last - self.window.first).days + 1
        if not 0 <= self.missing_days <= days:
            raise NotPublishable(f"{self}: {self.missing_days} missing days of {days}.")
        object.__setattr__(self, "channels", tuple(sorted(set(self.channels))))
        whole = {cell: _whole(value) for cell, value in sorted(self.values.items())}
        object.__setattr__(self, "values", MappingProxyType(whole))
        self._check_cells()

    @classmethod
    def of(
        cls,
        protected: Protected,
        *,
        unit: str,
        area_rule: str,
        channels: Collection[str] = (),
        missing_days: int = 0,
    ) -> PublishedTable:
        """Publish what was drawn, as it was drawn."""
        return cls(
            table=protected.table,
            window=protected.window,
            unit=unit,
            area_rule=area_rule,
            values=dict(protected.values),
            channels=tuple(channels),
            missing_days=missing_days,
        )

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def dimensions(self) -> tuple[str, ...]:
        return self.table.dimensions

    def codes(self, dimension: str) -> tuple[str, ...]:
        """The codes of one dimension, in order."""
        at = self.dimensions.index(dimension)
        return tuple(sorted({cell[at] for cell in self.values}))

    @property
    def protected(self) -> Frozen | Shifted:
        """To add up with `sums.total`."""
        if self.table == T2:
            return Shifted(
                Frozen(Spend(self.table, self.window), {}),
                {cell: Fraction(value) for cell, value in self.values.items()},
            )
        return Frozen(Spend(self.table, self.window), {cell: int(value) for cell, value in self.values.items()})

    def is_like(self, other: PublishedTable) -> bool:
        """Whether numbers of both may be added."""
        return (self.name, self.unit, self.area_rule, self.channels) == (
            other.name,
            other.unit,
            other.area_rule,
            other.channels,
        )

    def _check_cells(self) -> None:
        if not self.values or any(len(cell) != len(self.dimensions) for cell in self.values):
            raise NotPublishable(f"{self} has cells, each told by {' and '.join(self.dimensions)}.")
        whole = set(product(*(self.codes(dimension) for dimension in self.dimensions)))
        if lacking := sorted(whole - self.values.keys()):
            raise NotPublishable(f"{self} lacks {' × '.join(lacking[0])}: that a cell is left out tells of it.")
        if self.table != T2 and any(isinstance(value, Fraction) for value in self.values.values()):
            raise NotPublishable(f"{self} has whole numbers; only T2 is shifted.")

    def __str__(self) -> str:
        return f"{self.name} of {self.window}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Which cells of which windows of a table are added up, and what that is called. The document does the sum."""

    name: str
    table: str
    windows: tuple[Window, ...]
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        check_line(self.name, "the name of a total")
        object.__setattr__(self, "windows", tuple(sorted(self.windows)))
        object.__setattr__(self, "cells", tuple(sorted(self.cells)))
        if len(set(self.windows)) != len(self.windows) or len(set(self.cells)) != len(self.cells):
            raise NotPublishable(f"The total {self.name!r} counts something twice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """How many times as many, with its 95% interval, to two digits behind the point."""

    low: Decimal
    middle: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        for number in (self.low, self.middle, self.high):
            if not number.is_finite() or number != number.quantize(RATIO_STEP) or number < 0:
                raise NotPublishable("A published ratio is rounded to two digits behind the point.")
        if not self.low <= self.middle <= self.high:
            raise NotPublishable("A ratio lies within its interval.")
        for name in ("low", "middle", "high"):
            object.__setattr__(self, name, getattr(self, name).quantize(RATIO_STEP))

    @property
    def verdict(self) -> Verdict:
        """By the numbers as they are printed: what hangs on a third digit is not published as evidence."""
        if self.low > 1:
            return Verdict.INCREASE
        return Verdict.DECREASE if self.high < 1 else Verdict.NO_CLEAR_EVIDENCE

    @property
    def may_say_doubled(self) -> bool:
        """Whether the interval contains 2 and leaves out 1.5, or lies above 2."""
        return self.may_say_more_than_doubled or (self.low > Decimal("1.5") and self.high >= 2)

    @property
    def may_say_more_than_doubled(self) -> bool:
        return self.low > 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEvaluation:
    """What is published of a campaign's evaluation. It holds no count: `publishing.evaluation_of` makes it.

    areas: codes; more than one where small areas were put together. Empty: all.
    ratio: None where there was not enough to judge.
    changed: what of the plan was changed after the start; then the result is exploratory.
    """

    campaign: str
    areas: tuple[str, ...]
    unit: str
    first_on: date
    last_on: date
    ratio: Ratio | None
    sentence: str
    comparisons: tuple[str, ...] = ()
    fragile: bool = False
    changed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for text, what in ((self.unit, "unit"), (self.sentence, "sentence")):
            check_line(text, f"the {what} of the evaluation of {self.campaign!r}")
        for text in (*self.comparisons, *self.changed):
            check_line(text, f"the evaluation of {self.campaign!r}")
        if self.last_on < self.first_on:
            raise NotPublishable("An evaluation's window ends before it begins.")
        check_doubling(self.sentence, self.ratio)
        object.__setattr__(self, "areas", tuple(sorted(self.areas)))

    @property
    def verdict(self) -> Verdict:
        return self.ratio.verdict if self.ratio else Verdict.INSUFFICIENT_DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Which release this one takes the place of, and why."""

    number: str
    reason: str

    def __post_init__(self) -> None:
        check_line(self.reason, "the reason of the correction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One release. Whatever can be computed from the rest (totals, how a number is shown, chances) is not kept in it.

    number: the year and which of the year it is, as in "2026-3".

    Raises:
        NotPublishable: something is unnamed, twice there, not closed on the day of issue, or does not add up.
    """

    number: str
    title: str
    issued_on: date
    publisher: str
    tables: tuple[PublishedTable, ...]
    areas: tuple[Named, ...] = ()
    caller_groups: tuple[Named, ...] = ()
    channels: tuple[Named, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    totals: tuple[Total, ...] = ()
    evaluations: tuple[PublishedEvaluation, ...] = ()
    corrects: Correction | None = None

    def __post_init__(self) -> None:
        check_line(self.title, "the title")
        check_line(self.publisher, "the publisher's name")
        for name in ("areas", "caller_groups", "channels", "campaigns"):
            object.__setattr__(self, name, _by_code(getattr(self, name), name.replace("_", " ")))
        in_order = tuple(sorted(self.tables, key=lambda table: (table.name, table.window)))
        object.__setattr__(self, "tables", in_order)
        object.__setattr__(self, "evaluations", tuple(sorted(self.evaluations, key=_place)))
        check(self)
        for one in self.totals:
            self.sum_of(one)

    @property
    def chances(self) -> tuple[Decimal, ...]:
        """How often the strongest attacker is right, about somebody with one, two, three contacts."""
        return chances(self.budget)

    @property
    def budget(self) -> Decimal:
        """What all releases together may spend for one contact."""
        return BUDGET

    def named(self, dimension: str) -> dict[str, str]:
        """Names by code: of "area", "caller group" or "channel"."""
        return {one.code: one.name for one in self.lists[dimension]}

    @property
    def lists(self) -> dict[str, tuple[Named, ...]]:
        """Who has names, by dimension."""
        return {"area": self.areas, "caller group": self.caller_groups, "channel": self.channels}

    def table(self, name: str, window: Window) -> PublishedTable | None:
        return next((one for one in self.tables if (one.name, one.window) == (name, window)), None)

    def sum_of(self, one: Total) -> Sum:
        """A total with its error.

        Raises:
            NotPublishable: the release lacks its cells, or they are of unlike units.
        """
        parts = [self.table(one.table, window) for window in one.windows]
        tables = [part for part in parts if part is not None]
        if not one.cells or not tables or len(tables) != len(parts):
            raise NotPublishable(f"The total {one.name!r} is over tables that this release has not.")
        if any(not tables[0].is_like(other) for other in tables):
            raise NotPublishable(f"The total {one.name!r} is over unlike units, area rules or channels.")
        try:
            return total([table.protected for table in tables], one.cells)
        except ValueError as why:
            raise NotPublishable(f"The total {one.name!r}: {why}") from why


def _whole(value: int | Fraction) -> int | Fraction:
    kind: object = type(value)  # a bool is an int, and a float compares like one
    if kind not in {int, Fraction} or not -MOST_VALUE <= value <= MOST_VALUE:
        raise NotPublishable(f"{value!r} is no protected number: these are whole, or exact fractions.")
    return int(value) if value.denominator == 1 else value


def _by_code(some: Iterable[_Coded], what: str) -> tuple[_Coded, ...]:
    found = tuple(sorted(some, key=lambda one: one.code))
    twice = [code for code, many in Counter(one.code for one in found).items() if many > 1]
    if twice:
        raise NotPublishable(f"Among {what} {twice[0]!r} is there twice.")
    return found


def _place(one: PublishedEvaluation) -> tuple[str, tuple[str, ...], str, date, date]:
    return one.campaign, one.areas, one.unit, one.first_on, one.last_on
