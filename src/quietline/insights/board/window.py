"""The months somebody looks at, and figures of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from quietline.insights.evaluation.periods import Period
from quietline.tally import queries as tally
from quietline.tally.measures import Measure
from quietline.tally.units import AreaRule, Figure, Unit

# More bars than this stand too close: then a bar is a year.
MOST_BARS = 36


@dataclass(frozen=True, kw_only=True)
class Window:
    """Whole months from the first day to the last; the last month may still be going on."""

    since: date
    until: date

    @cached_property
    def months(self) -> list[date]:
        many = Period.MONTH.steps(self.since, self.until.replace(day=1)) + 1
        return [Period.MONTH.after(self.since, step) for step in range(many)]

    @cached_property
    def bars(self) -> list[str]:
        """The names of the bars in which a course over time is drawn."""
        return list(dict.fromkeys(self.bar_of(month) for month in self.months))

    def bar_of(self, month: date) -> str:
        return f"{month:%Y-%m}" if len(self.months) <= MOST_BARS else f"{month:%Y}"

    def missing(self, measure: Measure) -> int:
        """Months before anything of the kind was ever counted: for these nothing is known."""
        first = tally.first_day(measure=measure)
        if first is None:
            return len(self.months)
        return sum(month < first.replace(day=1) for month in self.months)

    def figure(
        self,
        value: int,
        unit: Unit,
        measure: Measure,
        *,
        channels: frozenset[str] = frozenset(),
        area_rule: AreaRule = AreaRule.NONE,
    ) -> Figure:
        return Figure(
            value=value,
            unit=unit,
            since=self.since,
            until=self.until,
            channels=channels,
            area_rule=area_rule,
            missing=self.missing(measure),
        )
