"""Did the campaign do it? The planned run of the model with everything that stands around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from quietline.insights.evaluation.crosschecks import correlation, naive_ratio, regress
from quietline.insights.evaluation.design import (
    LEAST_CAMPAIGN,
    LEAST_EVENTS,
    LEAST_MONTHS,
    LEAST_MONTHS_SIMPLER,
    Window,
    counts_of,
    months_before,
    waves,
)
from quietline.insights.evaluation.latent import Counts, Fit, Floats, fit, mixture_quantile
from quietline.insights.evaluation.results import CoursePoint, Diagnostics, Estimate, Evaluation, Naive, Verdict
from quietline.insights.evaluation.sensitivity import look_around, ratio_of
from quietline.insights.evaluation.sentences import notes, sentence
from quietline.insights.evaluation.series import Plan, Refused, Series

INTERVAL = (0.025, 0.5, 0.975)
FAR_OFF = 3.0


def evaluate(
    series: Series,
    plan: Plan,
    *,
    sensitivity: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Judge what a campaign changed in a series of counts.

    Args:
        series: consecutive months or ISO weeks, from before the campaign's start. With comparison areas in it, the
            series is compared with their sum.
        plan: the campaign as planned.
        sensitivity: whether to run the model on other choices and other dates too (some thirty further runs).
        progress: called with how many of how many runs are done.

    Returns:
        The verdict, ratios and counts with 95% intervals, the course, diagnostics, and a sentence to print. Too little
        data is a verdict (INSUFFICIENT_DATA with reasons), not an error.

    Raises:
        Refused: series and plan do not fit each other (a start outside the series, doses missing).
        NotFitted: the numbers are so extreme that the model finds no answer.
    """
    window = Window.of(series, plan)
    told = _told(series, plan, window)
    if told.reasons:
        return _with_words(told)
    seen = counts_of(series, plan, window)
    posterior = fit(seen)
    judged = _judged(told, seen, posterior, window)
    if sensitivity:
        judged = replace(judged, sensitivity=look_around(series, plan, window, progress))
    return _with_words(judged)


def _told(series: Series, plan: Plan, window: Window) -> Evaluation:
    """What can be said without the model, with what is missing for it."""
    months, events = months_before(series, window), sum(series.counts[: window.first])
    observed = sum(series.counts[window.first : window.end])
    reasons = []
    if months < LEAST_MONTHS_SIMPLER:
        reasons.append(f"fewer than {LEAST_MONTHS} months before the campaign")
    if events < LEAST_EVENTS:
        reasons.append(f"fewer than {LEAST_EVENTS} events before the campaign")
    if series.comparisons and sum(sum(each[: window.first]) for each in series.comparisons.values()) < LEAST_EVENTS:
        reasons.append(f"fewer than {LEAST_EVENTS} events before the campaign in the comparison areas")
    lasted = window.end - window.first
    if lasted < LEAST_CAMPAIGN:
        reasons.append(f"fewer than {series.period.spoken(LEAST_CAMPAIGN)} of the campaign")
    elif not observed:
        reasons.append("nothing was counted during the campaign: look whether it was counted at all")
    return Evaluation(
        verdict=Verdict.INSUFFICIENT_DATA,
        reasons=tuple(reasons),
        series=series,
        plan=plan,
        window=(max(plan.start, series.starts[0]), series.period.last_day(series.starts[window.end - 1])),
        before_months=months,
        before_events=events,
        needs_months=_needed(months, events),
        needs_periods=max(0, LEAST_CAMPAIGN - lasted),
        waves=waves(series, window),
        observed=observed,
    )


def _needed(months: int, events: int) -> int:
    """How many more months of history, at the rate that was counted."""
    missing = LEAST_MONTHS - months if months < LEAST_MONTHS_SIMPLER else 0
    if events < LEAST_EVENTS:
        rate = max(events, 1) / max(months, 1)
        missing = max(missing, int(np.ceil((LEAST_EVENTS - events) / rate)))
    return missing


def _naive(series: Series, window: Window) -> list[Naive]:
    """Against as many periods just before, and against the same a year before, where the history reaches."""
    lasted = window.end - window.first
    year = 12 if series.period.value == "month" else 52
    found = []
    for back in dict.fromkeys((lasted, year)):
        if lasted <= back <= window.first:
            first = window.first - back
            totals = [sum(series.counts[at : at + lasted]) for at in (first, window.first)]
            windows = [_days(series, at, at + lasted) for at in (first, window.first)]
            try:
                found.append(
                    naive_ratio(
                        before=totals[0],
                        after=totals[1],
                        before_window=windows[0],
                        after_window=windows[1],
                        unit=series.unit,
                    )
                )
            except Refused:  # months of unlike length: three with and without a February
                continue
    return found


def _days(series: Series, first: int, end: int) -> tuple[date, date]:
    return series.starts[first], series.period.after(series.starts[end - 1]) - timedelta(days=1)


def _judged(told: Evaluation, seen: Counts, posterior: Fit, window: Window) -> Evaluation:
    full = ratio_of(posterior)
    expected = _expected(seen, posterior, window, told.observed, full)
    ratio = Estimate(
        low=told.observed / expected.high, middle=told.observed / expected.middle, high=told.observed / expected.low
    )
    return replace(
        told,
        verdict=full.verdict,
        ratio=ratio,
        ratio_at_full_exposure=full,
        expected=expected,
        additional=Estimate(
            low=told.observed - expected.high,
            middle=told.observed - expected.middle,
            high=told.observed - expected.low,
        ),
        probability_of_no_increase=posterior.below(0.0),
        course=_course(told.series, seen, posterior),
        diagnostics=_diagnostics(told.series, seen, posterior),
        naive=tuple(_naive(told.series, window)),
    )


def _expected(seen: Counts, posterior: Fit, window: Window, observed: int, full: Estimate) -> Estimate:
    """The count without the campaign: the fitted course of its periods with the ratio taken out again. By this way the
    count's interval contains the observed one exactly where the ratio's contains 1."""
    some = slice(window.first, window.end)
    fitted = posterior.average(np.exp(posterior.predictor))
    if seen.trials is not None:
        fitted = fitted * (seen.trials - seen.counts)
    fitted = fitted[some] * observed / fitted[some].sum()
    log_ratios = np.log([full.high, full.middle, full.low])
    without = np.exp(np.clip(-np.outer(log_ratios, seen.columns[some, -1]), -700, 700)) @ fitted
    return _estimate(without)


def _course(series: Series, seen: Counts, posterior: Fit) -> tuple[CoursePoint, ...]:
    logs = [mixture_quantile(posterior.weights, posterior.without, posterior.without_sd, at) for at in INTERVAL]
    scale = 1.0 if seen.trials is None else seen.trials - seen.counts
    numbers = np.exp(np.clip(np.array(logs), -700, 700)) * scale
    return tuple(
        CoursePoint(
            start=start,
            name=series.period.label(start),
            observed=count,
            expected=_estimate(numbers[:, at]),
            exposed=bool(seen.columns[at, -1] > 0),
        )
        for at, (start, count) in enumerate(zip(series.starts, series.counts, strict=True))
    )


def _diagnostics(series: Series, seen: Counts, posterior: Fit) -> Diagnostics:
    mean, information = seen.means(posterior.average(posterior.predictor))
    close = (seen.counts - mean) / np.sqrt(np.maximum(information, 1e-12))
    mean, information = seen.means(posterior.average(posterior.fixed))
    spread = information + information**2 * float(posterior.average(posterior.spread**2))
    far = np.abs(seen.counts - mean) / np.sqrt(np.maximum(spread, 1e-12)) > FAR_OFF
    check = regress(seen)
    return Diagnostics(
        residual_correlation=correlation(close, 1),
        far_off=tuple(series.period.label(start) for start, odd in zip(series.starts, far, strict=True) if odd),
        latent_sd=float(posterior.average(posterior.spread)),
        latent_correlation=float(posterior.average(posterior.memory)),
        quasi_poisson=check.ratio(),
        quasi_dispersion=check.dispersion,
        quasi_correlation=check.memory,
    )


def _with_words(told: Evaluation) -> Evaluation:
    told = replace(told, notes=notes(told))
    return replace(told, sentence=sentence(told))


def _estimate(numbers: Floats) -> Estimate:
    low, middle, high = (float(number) for number in numbers)
    return Estimate(low=low, middle=middle, high=high)
