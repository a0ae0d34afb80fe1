"""The same model on other choices and other dates. None replaces the planned run; together they show its worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from quietline.insights.evaluation.design import (
    LEAST_CAMPAIGN,
    LEAST_EVENTS,
    LEAST_MONTHS,
    LEAST_MONTHS_SIMPLER,
    Window,
    counts_of,
    months_before,
)
from quietline.insights.evaluation.latent import Fit, fit
from quietline.insights.evaluation.periods import Period
from quietline.insights.evaluation.results import Estimate, Placebos, Run, Sensitivity
from quietline.insights.evaluation.series import Plan, Series

MOST_PLACEBOS = 12


def ratio_of(posterior: Fit) -> Estimate:
    """The ratio at full exposure with its 95% interval."""
    low, middle, high = np.exp(np.clip(posterior.quantiles((0.025, 0.5, 0.975)), -700, 700))
    return Estimate(low=float(low), middle=float(middle), high=float(high))


@dataclass(frozen=True, slots=True)
class _Choice:
    name: str
    series: Series
    plan: Plan
    skip: frozenset[int] = frozenset()

    def run(self) -> Run:
        window = Window.of(self.series, self.plan)
        seen = counts_of(self.series, self.plan, window, skip=self.skip)
        return Run(name=self.name, ratio=ratio_of(fit(seen)))


def look_around(
    series: Series, plan: Plan, window: Window, progress: Callable[[int, int], None] | None = None
) -> Sensitivity:
    """Run every choice that this series allows."""
    choices = [
        *_without_one_period(series, plan, window),
        *_other_windows(series, plan, window),
        *_without_an_area(series, plan),
    ]
    placebos = list(_placebos(series, window))
    runs = []
    for done, choice in enumerate([*choices, *placebos], start=1):
        runs.append(choice.run())
        if progress:
            progress(done, len(choices) + len(placebos))
    return Sensitivity(runs=tuple(runs[: len(choices)]), placebos=Placebos(runs=tuple(runs[len(choices) :])))


def _without_one_period(series: Series, plan: Plan, window: Window) -> list[_Choice]:
    """Without the largest count of the campaign, and without the largest before it."""
    choices = []
    for first, end in ((window.first, window.end), (0, window.first)):
        largest = max(range(first, end), key=lambda at: series.counts[at])
        name = f"without the largest {series.period.value} {'of the campaign' if first else 'before it'}"
        name = f"{name} ({series.period.label(series.starts[largest])})"
        choices.append(_Choice(name, series, plan, frozenset({largest})))
    return choices


def _other_windows(series: Series, plan: Plan, window: Window) -> list[_Choice]:
    """The campaign's beginning only, and the history without its first year."""
    year = 12 if series.period is Period.MONTH else 52
    choices = []
    for months in (3, 6, 12):
        periods = year * months // 12
        if LEAST_CAMPAIGN <= periods < window.end - window.first:
            some = series.part(0, window.first + periods)
            if any(some.counts[window.first :]):
                choices.append(_Choice(f"the first {months} months of the campaign only", some, plan))
    later = Window(first=window.first - year, end=0, washed=0)
    if months_before(series, later) >= LEAST_MONTHS and sum(series.counts[year : window.first]) >= LEAST_EVENTS:
        choices.append(_Choice("without the first year of the history", series.part(year, len(series.starts)), plan))
    return choices


def _without_an_area(series: Series, plan: Plan) -> list[_Choice]:
    choices = []
    if len(series.areas) > 1:
        largest = max(series.areas, key=lambda name: sum(series.areas[name]))
        rest = tuple(a - b for a, b in zip(series.counts, series.areas[largest], strict=True))
        if any(rest):
            choices.append(_Choice(f"without the largest area ({largest})", _with_counts(series, rest), plan))
    if len(series.comparisons) > 1:
        for name in series.comparisons:
            others = {other: counts for other, counts in series.comparisons.items() if other != name}
            choices.append(_Choice(f"without the comparison area {name}", replace(series, comparisons=others), plan))
    return choices


def _with_counts(series: Series, counts: tuple[int, ...]) -> Series:
    return replace(series, counts=counts, areas={})


def _placebos(series: Series, window: Window) -> list[_Choice]:
    """Campaigns that never were: as long as the real one where the history allows, spread over it."""
    starts = []
    lasts = min(window.end - window.first, 12 if series.period is Period.MONTH else 52)
    for at in range(window.first - lasts + 1):
        enough = months_before(series, Window(first=at, end=0, washed=0)) >= LEAST_MONTHS_SIMPLER
        if enough and sum(series.counts[:at]) >= LEAST_EVENTS and any(series.counts[at : at + lasts]):
            starts.append(at)
    few = sorted({starts[round(k)] for k in np.linspace(0, len(starts) - 1, MOST_PLACEBOS)}) if starts else []
    return [
        _Choice(series.period.label(series.starts[at]), series.part(0, at + lasts), Plan(start=series.starts[at]))
        for at in few
    ]
