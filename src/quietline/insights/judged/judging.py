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
from quietline.insights.evaluation.results import Evaluation
from quietline.insights.judged.planned import evaluation_plan
from quietline.insights.judged.reading import There, read


def evaluated(campaign: Campaign, plan: WrittenPlan, *, today: date) -> tuple[There, Evaluation]:
    """Judge a campaign by a version of its plan and the whole periods before a day.

    Raises:
        Refused, NotFitted: it can't be judged; the text says why.
    """
    there = read(planned=plan.planned, begins_on=campaign.begins_on, today=today)
    asked = evaluation_plan(
        plan,
        begins_on=campaign.begins_on,
        ends_on=campaign.ends_on,
        there=there,
        moved=tuple(map(str, campaign.moved_ends.all())),
    )
    return there, evaluate(there.series, asked)


def judged(campaign: Campaign, plan: WrittenPlan, *, today: date) -> dict[str, Any]:
    """The result with its picture, or a `refusal` in words."""
    try:
        there, told = evaluated(campaign, plan, today=today)
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
