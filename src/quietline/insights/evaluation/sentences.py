"""What may be printed of an evaluation: unit, area, window, count, interval, and what it can't show."""

from __future__ import annotations

from datetime import date

from quietline.insights.evaluation.design import LEAST_MONTHS
from quietline.insights.evaluation.periods import Period
from quietline.insights.evaluation.results import Estimate, Evaluation, Naive, Verdict
from quietline.insights.evaluation.series import Series
from quietline.insights.words import together

WHY_NAIVE_MISLEADS = (
    "Two totals tell nothing of the season, of growth that was there before, and of how much the numbers wander by "
    "themselves. At 50 contacts a month, comparing half years finds a change in about half of all cases when nothing "
    "has changed; at 600 a month in more than four of five."
)


def sentence(told: Evaluation) -> str:
    """The result in words. It is printed as it stands or not at all."""
    fragile = "the cross-check, a quasi-Poisson regression, comes to another verdict"
    return " ".join([_result(told), *caveats(told, fragile=fragile)])


def caveats(told: Evaluation, *, fragile: str) -> list[str]:
    """What stands behind every result: beside what, how sure, and what it can't show.

    Args:
        fragile: what is said where the cross-check disagrees, as its readers know it.
    """
    parts = []
    if told.series.comparisons and told.ratio is not None:
        parts.append(f"Compared with {together(list(told.series.comparisons))}.")
    if told.fragile:
        parts.append(f"This is fragile: {fragile}.")
    if told.exploratory:
        parts.append(f"This is exploratory: after the start there was changed: {'; '.join(told.plan.changed)}.")
    parts.append(f"It counts {told.series.unit}; it can't show who was helped, or whether an offence was prevented.")
    return parts


def _result(told: Evaluation) -> str:
    where, when, unit = _where(told.series), _when(told), told.series.unit
    if told.ratio is None or told.additional is None or told.expected is None:
        return _not_enough(told)
    if told.verdict is Verdict.NO_CLEAR_EVIDENCE:
        return (
            f"There is no clear evidence that the campaign changed the number of {unit}{where} {when}; the figures "
            f"fit anything from {change(told.ratio.low)} to {change(told.ratio.high)} (95% interval). "
            f"{told.observed:,} were counted, {round(told.expected.middle):,} were to be expected without it "
            f"({round(told.expected.low):,} to {round(told.expected.high):,})."
        )
    more = told.verdict is Verdict.INCREASE
    number = told.additional if more else _turned(told.additional)
    return (
        f"{told.observed:,} {unit} were counted{where} {when}. Against what was to be expected without the campaign "
        f"the number {_moved(told.ratio)}, which is about {max(0, round(number.middle)):,} "
        f"{'additional' if more else 'fewer'} {unit} ({max(0, round(number.low)):,} to {round(number.high):,})."
    )


def _moved(ratio: Estimate) -> str:
    """How the number moved. "Doubled" needs an interval that contains 2 and excludes 1.5; "more than", one above 2."""
    times = f"{_times(ratio.middle)} times as many, 95% interval {_times(ratio.low)} to {_times(ratio.high)}"
    if ratio.low > 2:
        return f"more than doubled ({times})"
    if ratio.low > 1.5 and ratio.high >= 2:
        return f"doubled ({times})"
    if ratio.low > 1:
        return f"rose by {_percent(ratio.middle)} (95% interval {_percent(ratio.low)} to {_percent(ratio.high)})"
    return f"fell by {_percent(ratio.middle)} (95% interval {_percent(ratio.high)} to {_percent(ratio.low)})"


def _not_enough(told: Evaluation) -> str:
    wants = []
    if told.needs_months:
        wants.append(f"{Period.MONTH.spoken(told.needs_months).replace(' ', ' more ', 1)} from before the campaign")
    if told.needs_periods:
        wants.append(f"{told.series.period.spoken(told.needs_periods).replace(' ', ' more ', 1)} of the campaign")
    needs = f": needs {' and '.join(wants)}" if wants else ""
    return (
        f"There is not enough to judge the number of {told.series.unit}{_where(told.series)} {_when(told)} "
        f"({'; '.join(told.reasons)}). Can't tell yet{needs}."
    )


def notes(told: Evaluation) -> tuple[str, ...]:
    """What a reader of the result should know beside it."""
    found = []
    if told.ratio is not None and told.before_months < LEAST_MONTHS and not told.series.comparisons:
        found.append(
            f"There are {told.before_months} months before the campaign, fewer than {LEAST_MONTHS}: the season is "
            "taken as one wave a year, which fits a sharp winter or summer badly."
        )
    if told.diagnostics and told.diagnostics.far_off:
        found.append(
            f"Far from what the model expects: {', '.join(told.diagnostics.far_off)}. Were they counted alike?"
        )
    if told.sensitivity and told.sensitivity.placebos.runs:
        placebos = told.sensitivity.placebos
        found.append(
            f"Asked about {len(placebos.runs)} earlier dates without a campaign, the model saw a change at "
            f"{placebos.false_alarms}; one in twenty is to be expected."
        )
    elif told.sensitivity:
        found.append("The history is too short to ask about earlier dates without a campaign.")
    if told.sensitivity:
        found += [
            f"{run.name[0].upper()}{run.name[1:]}: another verdict."
            for run in told.sensitivity.runs
            if run.ratio.verdict is not told.verdict
        ]
    return tuple(found)


def naive_sentence(naive: Naive) -> str:
    """A naive ratio in words, with its windows."""
    before, after = (_days(*window) for window in (naive.before_window, naive.after_window))
    return (
        f"{naive.after:,} {naive.unit} from {after} against {naive.before:,} from {before}: "
        f"{_times(naive.ratio.middle)} times as many."
    )


def change(ratio: float) -> str:
    """A ratio as a fall or a rise."""
    if ratio > 100:
        return "a rise to more than 100 times"
    percent = _percent(ratio)
    if percent == "0%":
        return "no change"
    return f"{'a rise' if ratio > 1 else 'a fall'} of {percent}"


def _percent(ratio: float) -> str:
    return f"{abs(ratio - 1) * 100:,.0f}%"


def _times(ratio: float) -> str:
    return f"{ratio:,.1f}" if ratio < 10 else f"{ratio:,.0f}"


def _turned(estimate: Estimate) -> Estimate:
    return Estimate(low=-estimate.high, middle=-estimate.middle, high=-estimate.low)


def _where(series: Series) -> str:
    return f" in {series.area}" if series.area else ""


def _when(told: Evaluation) -> str:
    first, last = told.window
    if told.series.period is Period.MONTH and first.day == 1:
        return f"in {first:%B %Y}" if f"{first:%Y-%m}" == f"{last:%Y-%m}" else f"from {first:%B %Y} to {last:%B %Y}"
    return f"from {_days(first, last)}"


def _days(first: date, last: date) -> str:
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
