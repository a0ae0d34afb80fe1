"""From a series and a plan to the columns of the model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from quietline.insights.evaluation.latent import Counts, Floats
from quietline.insights.evaluation.periods import MONTH_DAYS, Period
from quietline.insights.evaluation.series import Exposure, Plan, Refused, Series

LEAST_MONTHS = 24  # of history; with fewer a season can't be told from a campaign
LEAST_MONTHS_SIMPLER = 18  # with a season of one wave
LEAST_EVENTS = 60
LEAST_CAMPAIGN = 3  # periods


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Where a campaign lies in a series, as indices: history [0, first), campaign [first, end), then the wash-out."""

    first: int
    end: int
    washed: int

    @classmethod
    def of(cls, series: Series, plan: Plan) -> Window:
        """
        Raises:
            Refused: the campaign does not start within the series.
        """
        if not series.starts[0] <= plan.start <= series.last_day:
            raise Refused(
                f"The campaign starts on {plan.start}; the series runs from {series.starts[0]} to {series.last_day}."
            )
        period, size = series.period, len(series.starts)
        first = period.steps(series.starts[0], period.begins_on(plan.start))
        end = size if plan.end is None else period.steps(series.starts[0], period.begins_on(plan.end)) + 1
        end = min(end, size)
        washed = size if plan.washout is None else min(end + plan.washout, size)
        return cls(first=first, end=end, washed=washed)


def months_before(series: Series, window: Window) -> int:
    """Whole months of history before the campaign."""
    if series.period is Period.MONTH:
        return window.first
    # 104 weeks pass for 24 months.
    return int((7 * window.first + 3) / MONTH_DAYS)


def waves(series: Series, window: Window) -> int:
    """How many Fourier pairs the history allows."""
    return 2 if months_before(series, window) >= LEAST_MONTHS else 1


def exposure(series: Series, plan: Plan, window: Window) -> Floats:
    """How much the campaign bears in each period, 0 to 1."""
    bears = np.zeros(len(series.starts))
    for step, index in enumerate(range(window.first, window.end)):
        bears[index] = _share(series, plan, index) * _strength(plan, step)
    if not bears.any():
        raise Refused("The campaign bears on no period of the series.")
    return bears


def _share(series: Series, plan: Plan, index: int) -> float:
    """The share of a period's days that lie in the campaign."""
    start, last = series.starts[index], series.period.last_day(series.starts[index])
    inside = (_earlier(plan.end, last) - max(plan.start, start)).days + 1
    return inside / ((last - start).days + 1)


def _earlier(end: date | None, last: date) -> date:
    return last if end is None else min(end, last)


def _strength(plan: Plan, step: int) -> float:
    if plan.exposure is Exposure.RAMP:
        return min(1.0, (step + 1) / plan.ramp)
    if plan.exposure is Exposure.DOSE:
        if step >= len(plan.doses):
            raise Refused(f"{len(plan.doses)} doses are given; the campaign has more periods in the series.")
        return plan.doses[step] / max(plan.doses)
    return 1.0


def counts_of(series: Series, plan: Plan, window: Window, *, skip: frozenset[int] = frozenset()) -> Counts:
    """The model's view of a series. Periods in `skip` tell nothing.

    With comparison areas the series is seen as its share of all areas' counts: season and offset fall out, a linear
    difference of the trends stays.
    """
    size = len(series.starts)
    bears = exposure(series, plan, window)
    days = np.array([(series.period.after(start) - start).days for start in series.starts], dtype=float)
    middle = np.array([start.toordinal() for start in series.starts]) + days / 2
    years = (middle - middle.mean()) / 365.25
    columns = [np.ones(size), years]
    if not series.comparisons:
        turn = 2 * np.pi * np.array([series.period.season(start) for start in series.starts]) / 12
        columns += [wave(k * turn) for k in range(1, waves(series, window) + 1) for wave in (np.sin, np.cos)]
    after = np.zeros(size)
    after[window.end : window.washed] = 1
    if after.any():
        columns.append(after)
    used = np.ones(size)
    used[list(skip)] = 0
    offset = np.log(days / MONTH_DAYS if series.population is None else np.array(series.population))
    counts = np.array(series.counts, dtype=float)
    others = np.sum([np.array(each, dtype=float) for each in series.comparisons.values()], axis=0)
    return Counts(
        counts=counts,
        trials=counts + others if series.comparisons else None,
        offset=np.zeros(size) if series.comparisons else offset,
        used=used,
        columns=np.column_stack([*columns, bears]),
    )
