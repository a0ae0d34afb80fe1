"""From a campaign and a version of its plan to what the page shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.safestring import mark_safe

from quietline.campaigns.models import Campaign
from quietline.campaigns.plans.rules import WrittenPlan
from quietline.insights import NotFitted, Refused, evaluate
from quietline.insights.evaluation.report import course_chart
from quietline.insights.evaluation.report.sections import sections, verdict_words
from quietline.insights.judged.planned import evaluation_plan
from quietline.insights.judged.reading import read


def judged(campaign: Campaign, plan: WrittenPlan, *, today: date) -> dict[str, Any]:
    """The result with its picture, or a `refusal` in words."""
    try:
        there = read(planned=plan.planned, begins_on=campaign.begins_on, today=today)
        asked = evaluation_plan(
            plan,
            begins_on=campaign.begins_on,
            ends_on=campaign.ends_on,
            there=there,
            moved=tuple(map(str, campaign.moved_ends.all())),
        )
        told = evaluate(there.series, asked)
    except (Refused, NotFitted) as refusal:
        return {"refusal": str(refusal)}
    return {
        "told": told,
        "there": there,
        "verdict": verdict_words(told),
        # ui/charts escapes whatever it draws.
        "picture": mark_safe(course_chart(told).figure()),  # noqa: S308  # nosec B308 B703
        "sections": sections(told),
    }
