"""Before a campaign: which change could be seen after how many months, if the series goes on as it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy.special import ndtr

from quietline.insights.evaluation.design import (
    LEAST_CAMPAIGN,
    LEAST_EVENTS,
    LEAST_MONTHS_SIMPLER,
    Window,
    counts_of,
    months_before,
)
from quietline.insights.evaluation.latent import Counts, Fit, effect_sd_at, fit
from quietline.insights.evaluation.periods import Period
from quietline.insights.evaluation.series import Exposure, Plan, Refused, Series

CHANCE = 0.8  # with which the smallest visible change is seen
RATIOS = (1.2, 1.5, 2.0)
_LARGEST = np.log(20.0)
# A normal interval's is 1.96. That strength and memory of the wandering aren't known makes the real one some seven
# percent wider; without this the chances come out up to ten points too high (docs/evaluation.md).
_HALF_INTERVAL = 2.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """After so many periods of campaign.

    smallest: the smallest true ratio that is seen as an increase in four of five cases; None: above 20.
    chances: for some true ratios, how likely the verdict is "increase".
    expected: how many would be counted in these periods without the campaign.
    """

    periods: int
    until: date
    smallest: float | None
    chances: dict[float, float]
    expected: float


def power(
    series: Series, plan: Plan, *, after: tuple[int, ...] = (), ratios: tuple[float, ...] = RATIOS
) -> list[Sight]:
    """What an evaluation will be able to see.

    The model is fitted to the history; season, growth and wandering are carried on; for each length of the campaign it
    is computed how exactly the ratio would be known. What was counted from the plan's start on is not looked at.

    Args:
        series: the past, up to the start or not yet. With comparison areas in it, the comparison is planned.
        plan: start and exposure; its end does not matter here. Doses can't be planned with.
        after: for how many periods of campaign; by default 3, 6, 9 and 12 months.

    Raises:
        Refused: the history is too short or too thin for any evaluation, or the start lies before it.
    """
    if plan.exposure is Exposure.DOSE:
        raise Refused("What can be seen is computed for a step or a ramp: how doses work is not known beforehand.")
    after = after or ((3, 6, 9, 12) if series.period is Period.MONTH else (13, 26, 39, 52))
    if min(after) < LEAST_CAMPAIGN:
        raise Refused(f"A campaign is judged after {series.period.spoken(LEAST_CAMPAIGN)} at the earliest.")
    plan = Plan(start=plan.start, exposure=plan.exposure, ramp=plan.ramp)
    history = _history(series, plan)
    whole = _carried_on(history, plan, max(after))
    window = Window.of(whole, plan)
    if months_before(whole, window) < LEAST_MONTHS_SIMPLER or sum(history.counts) < LEAST_EVENTS:
        raise Refused(
            f"At the start there would be {months_before(whole, window)} months and {sum(history.counts):,} "
            f"{series.unit} of history; {LEAST_MONTHS_SIMPLER} months and {LEAST_EVENTS} are the least."
        )
    seen = counts_of(whole, plan, window)
    posterior = fit(_told(seen, len(history.starts)))
    return [_sight(whole, window, seen, posterior, periods, ratios) for periods in sorted(after)]


def _history(series: Series, plan: Plan) -> Series:
    first = series.period.steps(series.starts[0], series.period.begins_on(plan.start))
    if first < 2:
        raise Refused(
            f"The campaign starts on {plan.start}, and the series on {series.starts[0]}: there is no history."
        )
    return series.part(0, min(first, len(series.starts)))


def _carried_on(history: Series, plan: Plan, periods: int) -> Series:
    """The series as long as it will be. Its new counts are those of the year before: only their sum with the
    comparison areas is used, and only as how much can be compared."""
    period, year = history.period, 12 if history.period is Period.MONTH else 52
    size = period.steps(history.starts[0], period.begins_on(plan.start)) + periods

    def longer(counts: tuple[int, ...]) -> tuple[int, ...]:
        found = list(counts)
        while len(found) < size:
            found.append(found[-year] if len(found) >= year else found[-1])
        return tuple(found)

    people = history.population
    return replace(
        history,
        starts=tuple(period.after(history.starts[0], step) for step in range(size)),
        counts=longer(history.counts),
        population=None if people is None else (*people, *(people[-1],) * (size - len(people))),
        comparisons={name: longer(counts) for name, counts in history.comparisons.items()},
    )


def _told(seen: Counts, known: int) -> Counts:
    """Only the history tells something, and no campaign is in it."""
    used, columns = seen.used.copy(), seen.columns.copy()
    used[known:] = 0
    columns[:, -1] = 0
    return replace(seen, used=used, columns=columns)


def _sight(
    whole: Series, window: Window, seen: Counts, posterior: Fit, periods: int, ratios: tuple[float, ...]
) -> Sight:
    end = window.first + periods
    few = Counts(
        counts=seen.counts[:end],
        trials=None if seen.trials is None else seen.trials[:end],
        offset=seen.offset[:end],
        used=seen.used[:end],
        columns=seen.columns[:end],
    )
    # The mean of a course of logarithms lies above its middle.
    level = posterior.average(posterior.fixed[:, :end] + posterior.spread[:, None] ** 2 / 2)

    def chance(log_ratio: float) -> float:
        sds = effect_sd_at(few, level + log_ratio * few.columns[:, -1], posterior.spread, posterior.memory)
        sd = float(np.sqrt(posterior.average(sds**2)))
        return float(ndtr(log_ratio / sd - _HALF_INTERVAL))

    return Sight(
        periods=periods,
        until=whole.period.last_day(whole.starts[end - 1]),
        smallest=_smallest(chance),
        chances={ratio: chance(float(np.log(ratio))) for ratio in ratios},
        expected=float(few.means(level)[0][window.first :].sum()),
    )


def _smallest(chance: Callable[[float], float]) -> float | None:
    if chance(_LARGEST) < CHANCE:
        return None
    low, high = 0.0, float(_LARGEST)
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if chance(middle) < CHANCE else (low, middle)
    return float(np.exp(high))
