"""What an evaluation says, as frozen values. Nothing here computes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from quietline.insights.evaluation.series import Plan, Series


class Verdict(StrEnum):
    INCREASE = "increase"
    DECREASE = "decrease"
    NO_CLEAR_EVIDENCE = "no_clear_evidence"
    INSUFFICIENT_DATA = "insufficient_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its 95% interval: a ratio (1: no change) or a count."""

    low: float
    middle: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """Of a ratio: whether its interval excludes 1."""
        if self.low > 1:
            return Verdict.INCREASE
        return Verdict.DECREASE if self.high < 1 else Verdict.NO_CLEAR_EVIDENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """One period: what was counted, and what is expected there without the campaign (with comparison areas: had the
    area gone on as they did). The interval is the expected number's; single periods scatter around it."""

    start: date
    name: str
    observed: int
    expected: Estimate
    exposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Naive:
    """A ratio of two totals, for standing beside the result and never alone."""

    before: int
    after: int
    before_window: tuple[date, date]
    after_window: tuple[date, date]
    unit: str
    ratio: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the same model on something else: a part of the series, another window, another date."""

    name: str
    ratio: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Placebos:
    """The model asked about campaigns that never were, in the history."""

    runs: tuple[Run, ...]

    @property
    def false_alarms(self) -> int:
        return sum(run.ratio.verdict is not Verdict.NO_CLEAR_EVIDENCE for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostics:
    """How far the model can be believed on this series.

    residual_correlation: of neighbouring standardised residuals; near 0 where the course takes up what is connected.
    far_off: periods whose residual, by the model's own spread, is above 3.
    latent_sd, latent_correlation: posterior means of the course's strength (in logs) and memory.
    quasi_poisson: the cross-check's ratio; quasi_dispersion and quasi_correlation what it found.
    """

    residual_correlation: float
    far_off: tuple[str, ...]
    latent_sd: float
    latent_correlation: float
    quasi_poisson: Estimate
    quasi_dispersion: float
    quasi_correlation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """Whether another reasonable choice would have said something else.

    runs: without the largest period, the oddest period, the first year, the largest area, each comparison area; and
    other windows. None of them replaces the planned result.
    """

    runs: tuple[Run, ...]
    placebos: Placebos


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Did the campaign do it? Numbers are None where the verdict is INSUFFICIENT_DATA; then `reasons` says why.

    ratio: counted over expected without the campaign, over the whole campaign.
    ratio_at_full_exposure: the same for a period in which the campaign bears fully; equal for a step.
    additional: counted minus expected; below 0: fewer.
    observed: the count during the campaign's periods in the series, in the series' unit.
    expected: the count that was to be expected there without the campaign.
    probability_of_no_increase: that the true ratio is 1 or below.
    needs_months, needs_periods: how many more months of history, and periods of the campaign, are missing.
    waves: how many waves the season has in the model; 1 where the history is short.
    naive: the naive ratios, as far as the history reaches: against the same number of periods just before, and
        against the same periods of the year before.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    series: Series
    plan: Plan
    window: tuple[date, date]
    before_months: int
    before_events: int
    needs_months: int
    needs_periods: int
    waves: int
    observed: int
    ratio: Estimate | None = None
    ratio_at_full_exposure: Estimate | None = None
    expected: Estimate | None = None
    additional: Estimate | None = None
    probability_of_no_increase: float | None = None
    course: tuple[CoursePoint, ...] = ()
    diagnostics: Diagnostics | None = None
    sensitivity: Sensitivity | None = None
    naive: tuple[Naive, ...] = ()
    sentence: str = ""
    notes: tuple[str, ...] = ()

    @property
    def fragile(self) -> bool:
        """Whether the cross-check comes to another verdict."""
        return self.diagnostics is not None and self.diagnostics.quasi_poisson.verdict is not self.verdict

    @property
    def exploratory(self) -> bool:
        """Whether the plan was changed after the campaign began."""
        return bool(self.plan.changed)
