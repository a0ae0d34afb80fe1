"""Before a campaign: what its evaluation will be able to see, from its plan and what is known by now."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.safestring import mark_safe

from quietline.campaigns.models import Campaign
from quietline.campaigns.plans.rules import WrittenPlan
from quietline.insights import Exposure, NotFitted, Plan, Refused, Sight, power
from quietline.insights.evaluation.periods import MONTH_DAYS, Period
from quietline.insights.judged.reading import There, read_before
from quietline.ui.charts import Chart, Point, line

MONTHS = (3, 4, 6, 9, 12, 18, 24)
RATIOS = (1.1, 1.2, 1.3, 1.5, 2.0, 3.0)
OLDEST = 12  # months from the last known number to the start


def seen_ahead(campaign: Campaign, plan: WrittenPlan, *, today: date) -> dict[str, Any]:
    """The chances by months and true ratio with a picture, or a `refusal` in words."""
    planned = plan.planned
    try:
        there = read_before(planned=planned, begins_on=campaign.begins_on, today=today)
        period = there.series.period
        _refuse_too_old(there, campaign.begins_on)
        after = tuple(_periods(months, period) for months in MONTHS)
        ramp = _periods(planned.ramp_months, period) if planned.ramp_months else 0
        asked = Plan(start=campaign.begins_on, exposure=Exposure(planned.exposure), ramp=ramp)
        sights = power(there.series, asked, after=after, ratios=RATIOS)
    except (Refused, NotFitted) as refusal:
        return {"refusal": str(refusal)}
    chart = _chart(there, sights)
    return {
        "there": there,
        "sentence": _sentence(sights, there, planned.months_after),
        "ratios": RATIOS,
        "rows": [
            (months, sight, [sight.chances[ratio] for ratio in RATIOS])
            for months, sight in zip(MONTHS, sights, strict=True)
        ],
        # ui/charts escapes whatever it draws.
        "picture": mark_safe(chart.figure()) if chart else "",  # noqa: S308  # nosec B308 B703
    }


def _refuse_too_old(there: There, begins_on: date) -> None:
    """Nobody knows how a series went on that ended years before."""
    period, last = there.series.period, there.series.starts[-1]
    if period.steps(last, period.begins_on(begins_on)) > _periods(OLDEST, period):
        raise Refused(
            f"The last number that is known is of {last:%B %Y}, more than {OLDEST} months before the campaign begins: "
            "bring in what was counted since, and look again."
        )


def _periods(months: int, period: Period) -> int:
    return months if period is Period.MONTH else round(months * MONTH_DAYS / 7)


def _sentence(sights: list[Sight], there: There, months_after: int) -> str:
    """For the length that was planned, the nearest below it; what it will show and what it can't."""
    chosen = max((place for place, months in enumerate(MONTHS) if months <= months_after), default=0)
    sight, months, unit = sights[chosen], MONTHS[chosen], there.series.unit
    if sight.smallest is None:
        return f"Even twenty times as many {unit} would not be seen after {months} months: too little is counted."
    return (
        f"After {months} months, in four of five cases, an increase will be seen if there are at least "
        f"{sight.smallest:.2f} times as many {unit} as without the campaign; {sight.expected:,.0f} would be expected "
        "without it. A smaller change will mostly end in “no evidence”, which does not mean that there was none."
    )


def _chart(there: There, sights: list[Sight]) -> Chart | None:
    pairs = [(months, sight.smallest) for months, sight in zip(MONTHS, sights, strict=True) if sight.smallest]
    if not pairs:
        return None
    return line(
        tuple(Point(name=f"{months} months", counted=smallest) for months, smallest in pairs),
        key="ahead",
        title="The smallest ratio that is seen in four of five cases",
        description=(
            f"{there.series.unit[0].upper()}{there.series.unit[1:]}: from {pairs[0][1]:.2f} after {pairs[0][0]} "
            f"months to {pairs[-1][1]:.2f} after {pairs[-1][0]} months of campaign. 1 is no change."
        ),
        counted="Smallest ratio that is seen",
    )
