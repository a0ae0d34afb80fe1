"""The evaluation of one campaign. What can't be judged is a page with the reason, never a number."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from quietline.campaigns.plans.queries import plans_of
from quietline.campaigns.plans.rules import WrittenPlan, in_force
from quietline.campaigns.register.queries import campaign as found_campaign
from quietline.campaigns.register.queries import overlapping
from quietline.insights import NotFitted, Refused, evaluate
from quietline.insights.evaluation.report import course_chart
from quietline.insights.evaluation.report.sections import sections, verdict_words
from quietline.insights.judged.planned import evaluation_plan
from quietline.insights.judged.reading import read


@require_safe
def evaluation(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Judge a campaign by the plan that was locked, or by the version that `?plan=` names."""
    row = found_campaign(campaign_id)
    if row is None:
        raise Http404
    plans = plans_of(row.pk)
    plan = _chosen(plans, request.GET.get("plan", ""))
    context = {"campaign": row, "plans": plans, "plan": plan, "locked": in_force(plans), "overlaps": overlapping(row)}
    if plan is None:
        return render(request, "insights/evaluation.html", context)
    try:
        there = read(planned=plan.planned, begins_on=row.begins_on, today=timezone.localdate())
        told = evaluate(there.series, evaluation_plan(plan, begins_on=row.begins_on, ends_on=row.ends_on, there=there))
    except (Refused, NotFitted) as refusal:
        return render(request, "insights/evaluation.html", context | {"refusal": str(refusal)})
    context |= {
        "told": told,
        "there": there,
        "verdict": verdict_words(told),
        # ui/charts escapes whatever it draws.
        "picture": mark_safe(course_chart(told).figure()),  # noqa: S308  # nosec B308 B703
        "sections": sections(told),
    }
    return render(request, "insights/evaluation.html", context)


def _chosen(plans: list[WrittenPlan], number: str) -> WrittenPlan | None:
    """The version asked for; else the locked one; else, where nothing was locked, the last.

    Raises:
        Http404: there is no such version.
    """
    if not number:
        return in_force(plans) or (plans[-1] if plans else None)
    for plan in plans:
        if str(plan.number) == number:
            return plan
    raise Http404
