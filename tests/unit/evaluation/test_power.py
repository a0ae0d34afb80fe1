"""What the power page says beforehand, held against what evaluations then see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from quietline.insights import Exposure, Plan, Refused, Verdict, evaluate
from quietline.insights.evaluation.periods import Period
from quietline.insights.evaluation.power import power
from tests.unit.evaluation.cases import invented, start_of

SERIES = 80


@pytest.mark.parametrize(("mean", "ratio", "spread"), [(60, 1.35, 0.1), (8, 1.7, 0.1)])
def test_the_chance_is_the_share_of_evaluations_that_see_it(mean: float, ratio: float, spread: float) -> None:
    """Each simulated past tells its own chance; their mean is the share of its futures that are seen, give or take the
    simulation's own chance (0.11 is two standard deviations of 80 series) and the formula's coarseness."""
    seen, said = [], []
    for seed in range(SERIES):
        series = invented(1000 + seed, mean=mean, ratio=ratio, spread=spread)
        plan = Plan(start=start_of(series))
        seen.append(evaluate(series, plan, sensitivity=False).verdict is Verdict.INCREASE)
        if seed % 10 == 0:
            (sight,) = power(series, plan, after=(6,), ratios=(ratio,))
            said.append(sight.chances[ratio])
    assert 0.2 < np.mean(seen) < 0.98
    assert np.mean(said) == pytest.approx(np.mean(seen), abs=0.14)


def test_more_months_and_more_counts_see_more() -> None:
    small, large = (power(invented(3, mean=mean), Plan(start=date(2024, 7, 1))) for mean in (10, 200))
    for sights in (small, large):
        assert [sight.periods for sight in sights] == [3, 6, 9, 12]
        smallest = [sight.smallest or 99 for sight in sights]
        assert all(later <= earlier for earlier, later in pairwise(smallest))
        assert all(sight.chances[1.2] < sight.chances[1.5] < sight.chances[2.0] for sight in sights)
    assert (small[1].smallest or 99) > (large[1].smallest or 0) > 1
    assert small[1].until == date(2024, 12, 31)


def test_what_was_counted_since_the_start_is_not_looked_at() -> None:
    quiet, loud = invented(3), invented(3, ratio=9)
    plan = Plan(start=start_of(quiet))
    assert power(quiet, plan) == power(loud, plan)


def test_a_start_ahead_a_ramp_weeks_and_comparison_areas() -> None:
    series = invented(3)
    at_once = power(series, Plan(start=date(2025, 4, 1)))
    ramp = power(series, Plan(start=date(2025, 4, 1), exposure=Exposure.RAMP, ramp=6))
    assert (ramp[0].smallest or 99) > (at_once[0].smallest or 99)
    compared = power(
        replace(series, comparisons={"Eastmark": invented(4, mean=300).counts}), Plan(start=start_of(series))
    )
    assert compared[1].smallest
    weeks = invented(3, periods=130, period=Period.WEEK)
    assert [sight.periods for sight in power(weeks, Plan(start=weeks.starts[-1]))] == [13, 26, 39, 52]


@pytest.mark.parametrize(
    ("start", "after", "reason"),
    [
        (date(2022, 1, 1), (), "12 months"),
        (date(2021, 1, 1), (), "no history"),
        (date(2024, 7, 1), (2,), "after 3 months at the earliest"),
    ],
)
def test_it_refuses_where_no_evaluation_could_see(start: date, after: tuple[int, ...], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        power(invented(3), Plan(start=start), after=after)


def test_doses_are_refused() -> None:
    with pytest.raises(Refused, match="step or a ramp"):
        power(invented(3), Plan(start=date(2024, 7, 1), exposure=Exposure.DOSE, doses=(1.0,)))


def test_nothing_that_could_be_seen_is_none() -> None:
    series = invented(3, mean=2.2, spread=0.8, memory=0.9)
    (sight,) = power(series, Plan(start=start_of(series)), after=(3,))
    assert sight.smallest is None or sight.smallest > 2
