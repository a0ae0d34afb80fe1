"""What a report tells below its sentence, the same in text and HTML."""

from __future__ import annotations

from dataclasses import dataclass

from quietline.insights.evaluation.results import Estimate, Evaluation, Run
from quietline.insights.evaluation.sentences import WHY_NAIVE_MISLEADS, naive_sentence
from quietline.insights.evaluation.series import Exposure

_VERDICTS = {
    "increase": "more than expected",
    "decrease": "fewer than expected",
    "no_clear_evidence": "no clear evidence",
    "insufficient_data": "not enough data",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    heading: str
    before: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def verdict_words(told: Evaluation) -> str:
    return _VERDICTS[told.verdict.value]


def sections(told: Evaluation) -> list[Section]:
    """In the order of a report; empty ones are left out."""
    found = [_result(told), _plan(told), _naive(told), _diagnostics(told), _choices(told), _placebos(told)]
    return [section for section in found if section.rows or section.before]


def ratio(estimate: Estimate) -> tuple[str, str]:
    """A ratio and its interval, to two digits behind the point."""
    return f"{estimate.middle:,.2f}", f"{estimate.low:,.2f} to {estimate.high:,.2f}"


def _count(estimate: Estimate) -> tuple[str, str]:
    return f"{estimate.middle:,.0f}", f"{estimate.low:,.0f} to {estimate.high:,.0f}"


def _result(told: Evaluation) -> Section:
    if not (told.ratio and told.expected and told.additional and told.ratio_at_full_exposure):
        return Section(heading="The result")
    rows = [
        ("Counted during the campaign", f"{told.observed:,}", ""),
        ("Expected without it", *_count(told.expected)),
        ("Additional (below 0: fewer)", *_count(told.additional)),
        ("Ratio", *ratio(told.ratio)),
    ]
    if told.plan.exposure is not Exposure.STEP:
        rows.append(("Ratio where the campaign bears fully", *ratio(told.ratio_at_full_exposure)))
    chance = told.probability_of_no_increase or 0.0
    rows.append(("Probability of no increase", f"{chance:.3f}" if chance >= 0.001 else "below 0.001", ""))
    return Section(
        heading="The result", headings=(f"In {told.series.unit}", "Number", "95% interval"), rows=tuple(rows)
    )


def _plan(told: Evaluation) -> Section:
    plan, series = told.plan, told.series
    rows = [
        ("Unit", series.unit),
        ("Area", series.area or "not told apart"),
        ("Series", f"{series.starts[0]} to {series.last_day}, {series.period.spoken(len(series.starts))}"),
        ("Before the campaign", f"{told.before_months} months, {told.before_events:,} {series.unit}"),
        ("Campaign", f"{told.window[0]} to {told.window[1]}"),
        ("How it bears", plan.exposure.value + (f" over {series.period.spoken(plan.ramp)}" if plan.ramp else "")),
        ("Compared with", ", ".join(series.comparisons) or "its own past: season, growth, wandering"),
        ("Changed after the start", "; ".join(plan.changed) or "nothing was said to be"),
    ]
    return Section(heading="What was asked", rows=tuple(rows))


def _naive(told: Evaluation) -> Section:
    if not told.naive:
        return Section(heading="Beside it")
    rows = tuple((naive_sentence(naive), *ratio(naive.ratio)) for naive in told.naive)
    return Section(
        heading="Not to be quoted: the ratio of two totals",
        before=WHY_NAIVE_MISLEADS,
        headings=("Windows", "Ratio", "Its interval, too narrow"),
        rows=rows,
    )


def _diagnostics(told: Evaluation) -> Section:
    found = told.diagnostics
    if not found:
        return Section(heading="Checks")
    rows = (
        ("Quasi-Poisson regression with AR(1) correction: ratio", " · ".join(ratio(found.quasi_poisson))),
        ("Its dispersion and correlation", f"{found.quasi_dispersion:.2f} · {found.quasi_correlation:.2f}"),
        ("How much the course wanders (sd of its logarithm)", f"{found.latent_sd:.3f}"),
        ("How long it remembers (correlation of neighbours)", f"{found.latent_correlation:.2f}"),
        ("Correlation left in neighbouring residuals", f"{found.residual_correlation:.2f}"),
        ("Periods far off (above 3 of the model's own spread)", ", ".join(found.far_off) or "none"),
    )
    return Section(heading="Checks", rows=rows)


def _choices(told: Evaluation) -> Section:
    runs = told.sensitivity.runs if told.sensitivity else ()
    return Section(
        heading="Other choices",
        headings=("Choice", "Ratio", "95% interval") if runs else (),
        rows=tuple(_run(run) for run in runs),
    )


def _placebos(told: Evaluation) -> Section:
    placebos = told.sensitivity.placebos if told.sensitivity else None
    if not placebos or not placebos.runs:
        return Section(heading="Dates without a campaign")
    return Section(
        heading="Dates without a campaign",
        before=f"The model saw a change at {placebos.false_alarms} of {len(placebos.runs)}.",
        headings=("As if it had begun", "Ratio", "95% interval"),
        rows=tuple(_run(run) for run in placebos.runs),
    )


def _run(run: Run) -> tuple[str, ...]:
    return (run.name, *ratio(run.ratio))
