"""From a plan of the register to the plan of the statistics."""

from __future__ import annotations

from datetime import date

from quietline.campaigns.plans.rules import WrittenPlan
from quietline.insights import Exposure, Plan
from quietline.insights.evaluation.periods import MONTH_DAYS, Period
from quietline.insights.judged.reading import There


def evaluation_plan(
    plan: WrittenPlan, *, begins_on: date, ends_on: date, there: There, moved: tuple[str, ...] = ()
) -> Plan:
    """The same in periods of the series. What was written or moved after the start stands in it as a change."""
    planned, period = plan.planned, there.series.period
    return Plan(
        start=begins_on,
        end=ends_on if ends_on < there.series.last_day else None,
        exposure=Exposure(planned.exposure),
        ramp=_periods(planned.ramp_months, period),
        washout=_periods(planned.wash_out_months, period),
        changed=(*((_change(plan),) if plan.is_exploratory else ()), *moved),
    )


def _periods(months: int, period: Period) -> int:
    return months if period is Period.MONTH else round(months * MONTH_DAYS / 7)


def _change(plan: WrittenPlan) -> str:
    said = f", “{plan.reason}”" if plan.reason else ""
    return f"the plan itself, version {plan.number} of {plan.written_on:%-d %B %Y}{said}"
