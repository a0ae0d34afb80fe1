from __future__ import annotations

from uuid import UUID

from quietline.campaigns.models import Campaign, Plan
from quietline.campaigns.plans.rules import Planned, WrittenPlan, in_force


def plans_of(campaign: UUID) -> list[WrittenPlan]:
    """Everything that was ever planned for a campaign, in the order it was written."""
    began_on = Campaign.objects.values_list("begins_on", flat=True).get(pk=campaign)
    rows = Plan.objects.filter(campaign=campaign).prefetch_related("area_rows__area")
    return [
        WrittenPlan(
            planned=_planned(row),
            number=row.number,
            written_on=row.written_on,
            reason=row.reason,
            is_exploratory=row.written_on >= began_on,
        )
        for row in rows
    ]


def plan_in_force(campaign: UUID) -> WrittenPlan | None:
    """What was planned before the start; none, where nothing was."""
    return in_force(plans_of(campaign))


def _planned(row: Plan) -> Planned:
    codes = [(each.area.code, each.is_comparison) for each in row.area_rows.all()]
    return Planned(
        outcome=row.outcome,
        areas=tuple(code for code, is_comparison in codes if not is_comparison),
        comparison_areas=tuple(code for code, is_comparison in codes if is_comparison),
        step=row.step,
        months_before=row.months_before,
        months_after=row.months_after,
        exposure=row.exposure,
        ramp_months=row.ramp_months,
        wash_out_months=row.wash_out_months,
    )
