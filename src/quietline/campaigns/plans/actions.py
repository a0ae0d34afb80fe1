"""Writing down how a campaign is to be judged. Every version stays."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.campaigns.models import Area, Campaign, Plan, PlanArea
from quietline.campaigns.plans.rules import Planned, check
from quietline.campaigns.register.rules import Wrong


class ReasonMissing(Wrong):
    """What was planned before the start is changed after it: that takes a reason, which everybody reads."""


def write_plan(*, campaign: UUID, planned: Planned, today: date, by: UUID | None, reason: str = "") -> int:
    """Add a version of the plan and return its number. After the start it is exploratory, and needs a reason.

    Raises:
        Wrong, ReasonMissing
    """
    check(planned)
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(pk=campaign)
        if today >= row.begins_on and not reason.strip():
            raise ReasonMissing("The campaign has begun: say why the plan is changed. It is shown as exploratory")
        areas = _areas(planned)
        number = Plan.objects.filter(campaign=row).count() + 1
        plan = Plan.objects.create(
            id=uuid4(),
            campaign=row,
            number=number,
            written_on=today,
            begins_on=row.begins_on,
            outcome=planned.outcome,
            step=planned.step,
            months_before=planned.months_before,
            months_after=planned.months_after,
            exposure=planned.exposure,
            ramp_months=planned.ramp_months,
            wash_out_months=planned.wash_out_months,
            reason=reason.strip(),
        )
        PlanArea.objects.bulk_create(
            PlanArea(plan=plan, area_id=areas[code], is_comparison=code in planned.comparison_areas)
            for code in (*planned.areas, *planned.comparison_areas)
        )
        record(act=Act.CAMPAIGN_PLANNED, by=by, subject=row.pk)
    return number


def _areas(planned: Planned) -> dict[str, int]:
    wanted = {*planned.areas, *planned.comparison_areas}
    known = dict(Area.objects.filter(code__in=wanted).values_list("code", "pk"))
    if unknown := sorted(wanted - known.keys()):
        raise Wrong(f"There is no area {', '.join(unknown)} in the register")
    return known
