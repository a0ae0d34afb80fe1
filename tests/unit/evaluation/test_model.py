"""What the model does with designs that the cases don't have, and with numbers that are out of all measure."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from quietline.insights import Exposure, Plan, Refused, Series, Verdict, evaluate
from quietline.insights.evaluation.design import Window, counts_of, exposure
from quietline.insights.evaluation.latent import Counts, fit
from quietline.insights.evaluation.periods import Period
from tests.unit.evaluation.cases import invented, plan_of, series_of, start_of


def test_it_runs_where_there_is_no_django() -> None:
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from quietline.insights import Plan, Series, evaluate\n"
        "from datetime import date\n"
        "series = Series.monthly('2022-01', [40, 50, 45] * 14)\n"
        "print(evaluate(series, Plan(start=date(2025, 1, 1)), sensitivity=False).verdict)\n"
        "assert not [name for name in sys.modules if name.startswith(('django.', 'quietline.config'))]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "no_clear_evidence\n", done.stderr


def test_a_banded_solution_is_the_dense_one() -> None:
    """The block elimination against the whole dense system, at every point of the grid that matters."""
    seen = counts_of(series_of("S4"), plan_of("S4"), Window.of(series_of("S4"), plan_of("S4")))
    found = fit(seen)
    size = len(seen.counts)
    for at in np.argsort(found.weights)[-3:]:
        spread, memory = found.spread[at], found.memory[at]
        apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
        prior = np.linalg.inv(spread**2 * memory**apart)
        whole = np.column_stack([seen.columns, np.eye(size)])
        information = np.exp(found.predictor[at])
        precision = whole.T @ (whole * information[:, None])
        fixed = seen.columns.shape[1]
        precision[:fixed, :fixed] += np.eye(fixed) / 100.0**2
        precision[fixed:, fixed:] += prior
        covariance = np.linalg.inv(precision)
        assert found.effect_sd[at] == pytest.approx(np.sqrt(covariance[fixed - 1, fixed - 1]), rel=1e-6)
        bare = whole.copy()
        bare[:, fixed - 1] = 0
        assert found.without_sd[at] == pytest.approx(
            np.sqrt(np.einsum("np,pq,nq->n", bare, covariance, bare)), rel=1e-5
        )


@pytest.mark.parametrize(("period", "periods", "campaign"), [(Period.MONTH, 48, 6), (Period.WEEK, 208, 26)])
@pytest.mark.parametrize("ratio", [1.0, 2.5])
def test_it_finds_what_was_put_in(period: Period, periods: int, campaign: int, ratio: float) -> None:
    series = invented(4, periods=periods, ratio=ratio, campaign=campaign, period=period)
    found = evaluate(series, Plan(start=start_of(series, campaign)), sensitivity=False)
    assert found.ratio
    assert found.ratio.low < ratio < found.ratio.high
    assert found.verdict == (Verdict.NO_CLEAR_EVIDENCE if ratio == 1 else Verdict.INCREASE)


def test_comparison_areas_take_out_what_all_areas_share() -> None:
    """A jump everywhere is no campaign; the same series alone looks like one."""
    ours, theirs, others = (invented(seed, ratio=1.8, spread=0.02) for seed in (1, 2, 3))
    start = start_of(ours)
    assert evaluate(ours, Plan(start=start), sensitivity=False).verdict == Verdict.INCREASE
    compared = replace(ours, comparisons={"Eastmark": theirs.counts, "Southmark": others.counts})
    found = evaluate(compared, Plan(start=start))
    assert found.verdict == Verdict.NO_CLEAR_EVIDENCE
    assert "Compared with Eastmark and Southmark together." in found.sentence
    assert found.sensitivity
    assert [run.name for run in found.sensitivity.runs][-2:] == [
        "without the comparison area Eastmark",
        "without the comparison area Southmark",
    ]
    assert all(point.expected.low <= point.expected.middle <= point.expected.high for point in found.course)


def test_comparison_finds_a_campaign_of_one_area() -> None:
    ours, theirs = invented(1, ratio=1.8), invented(2)
    found = evaluate(replace(ours, comparisons={"Eastmark": theirs.counts}), Plan(start=start_of(ours)))
    assert found.verdict == Verdict.INCREASE
    assert found.additional
    assert found.additional.low > 0


def test_exposure_as_step_ramp_dose_and_broken_period() -> None:
    series = invented(1)
    start = start_of(series)

    def bears(plan: Plan) -> list[float]:
        return list(exposure(series, plan, Window.of(series, plan))[-6:].round(3))

    assert bears(Plan(start=start)) == [1, 1, 1, 1, 1, 1]
    assert bears(Plan(start=start, exposure=Exposure.RAMP, ramp=3)) == [0.333, 0.667, 1, 1, 1, 1]
    assert bears(Plan(start=start, exposure=Exposure.DOSE, doses=(2, 4, 1, 0, 0, 4))) == [0.5, 1, 0.25, 0, 0, 1]
    assert bears(Plan(start=start + timedelta(days=15), end=start + timedelta(days=70))) == [0.516, 1, 0.3, 0, 0, 0]
    with pytest.raises(Refused, match="2 doses are given"):
        bears(Plan(start=start, exposure=Exposure.DOSE, doses=(1, 1)))


def test_a_ramp_tells_the_average_and_the_full_ratio() -> None:
    series = invented(6, mean=200, ratio=2.0)
    found = evaluate(series, Plan(start=start_of(series), exposure=Exposure.RAMP, ramp=4), sensitivity=False)
    assert found.ratio
    assert found.ratio_at_full_exposure
    assert 1 < found.ratio.middle < found.ratio_at_full_exposure.middle


def test_what_follows_the_end_is_washed_out_unless_said_otherwise() -> None:
    series = series_of("S4")
    plan = plan_of("S4")
    columns = [
        counts_of(series, replace(plan, washout=washout), Window.of(series, replace(plan, washout=washout))).columns
        for washout in (0, 2, None)
    ]
    assert [each.shape[1] for each in columns] == [7, 8, 8]
    assert [int(each[:, -2].sum()) for each in columns[1:]] == [2, 3]


def test_population_makes_it_a_rate() -> None:
    series = invented(3, ratio=1.0)
    people = tuple(100_000.0 * (1 if at < 42 else 2) for at in range(48))
    doubled = replace(series, counts=tuple(n * (1 if at < 42 else 2) for at, n in enumerate(series.counts)))
    plain = evaluate(doubled, Plan(start=start_of(series)), sensitivity=False)
    rated = evaluate(replace(doubled, population=people), Plan(start=start_of(series)), sensitivity=False)
    assert plain.verdict == Verdict.INCREASE
    assert rated.verdict == Verdict.NO_CLEAR_EVIDENCE


def test_eighteen_months_get_a_simpler_season_and_say_so() -> None:
    series = invented(2, periods=26)
    found = evaluate(series, Plan(start=start_of(series)))
    assert found.waves == 1
    assert any("20 months before the campaign, fewer than 24" in note for note in found.notes)
    short = evaluate(series.part(3, 26), Plan(start=start_of(series)))
    assert short.verdict == Verdict.INSUFFICIENT_DATA
    assert short.needs_months == 7
    weeks = invented(2, periods=104 + 13, campaign=13, period=Period.WEEK)
    assert evaluate(weeks, Plan(start=start_of(weeks, 13)), sensitivity=False).waves == 2


@pytest.mark.parametrize(
    ("series", "reason"),
    [
        (invented(1, periods=42, campaign=6).part(0, 38), "fewer than 3 months of the campaign"),
        (replace(invented(1, periods=42), counts=(*invented(1, periods=36).counts, 0, 0, 0, 0, 0, 0)), "nothing was"),
    ],
)
def test_too_short_or_empty_a_campaign_is_not_judged(series: Series, reason: str) -> None:
    found = evaluate(series, Plan(start=date(2024, 1, 1)))
    assert found.verdict == Verdict.INSUFFICIENT_DATA
    assert reason in found.reasons[0]
    assert "%" not in found.sentence


def test_a_giant_outlier_is_named_and_makes_no_effect() -> None:
    series = invented(5)
    counts = list(series.counts)
    counts[30] *= 40
    found = evaluate(replace(series, counts=tuple(counts)), Plan(start=start_of(series)))
    assert found.diagnostics
    assert found.diagnostics.far_off == ("2023-07",)
    assert found.verdict == Verdict.NO_CLEAR_EVIDENCE
    assert any("2023-07" in note for note in found.notes)


@pytest.mark.parametrize("scale", [1, 1_000_000])
def test_the_answer_is_the_same_each_time_and_settles_on_any_size(scale: int) -> None:
    series = invented(8, ratio=1.5)
    series = replace(series, counts=tuple(count * scale for count in series.counts))
    plan = Plan(start=start_of(series))
    assert evaluate(series, plan, sensitivity=False) == evaluate(series, plan, sensitivity=False)


def test_a_zero_month_and_a_zero_campaign_month_are_numbers_like_others() -> None:
    series = replace(
        invented(1, mean=6), counts=tuple(0 if at in {3, 44} else n for at, n in enumerate(invented(1, mean=6).counts))
    )
    found = evaluate(series, Plan(start=start_of(series)))
    assert found.ratio
    assert 0 < found.ratio.low < found.ratio.high < 100


def test_a_period_left_out_tells_nothing() -> None:
    series, plan = series_of("S3"), plan_of("S3")
    window = Window.of(series, plan)
    wild = replace(series, counts=tuple(9_999 if at == 10 else n for at, n in enumerate(series.counts)))
    left_out = [fit(counts_of(each, plan, window, skip=frozenset({10}))).quantiles((0.5,)) for each in (series, wild)]
    assert left_out[0] == pytest.approx(left_out[1], abs=1e-6)


def test_the_largest_area_is_left_out_in_a_run_of_its_own() -> None:
    big, small = invented(1, mean=200, ratio=3), invented(2, mean=40)
    both = replace(
        big,
        counts=tuple(a + b for a, b in zip(big.counts, small.counts, strict=True)),
        areas={"Northland": big.counts, "Eastmark": small.counts},
    )
    found = evaluate(both, Plan(start=start_of(both)))
    assert found.sensitivity
    (without,) = [run for run in found.sensitivity.runs if "largest area (Northland)" in run.name]
    assert found.verdict == Verdict.INCREASE
    assert without.ratio.verdict == Verdict.NO_CLEAR_EVIDENCE
    assert "Without the largest area (Northland): another verdict." in found.notes


def test_progress_is_told_to_the_end() -> None:
    series, told = invented(1), list[tuple[int, int]]()
    evaluate(series, Plan(start=start_of(series)), progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == len(told) > 10


def test_an_unsettled_fit_is_an_error_not_a_number() -> None:
    from quietline.insights.evaluation.latent import NotFitted

    nothing = np.full(40, np.nan)
    with pytest.raises((NotFitted, np.linalg.LinAlgError)):
        fit(Counts(counts=nothing, trials=None, offset=np.zeros(40), used=np.ones(40), columns=np.ones((40, 1))))
