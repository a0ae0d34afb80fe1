"""The evaluation of one campaign. What can't be judged is a page with the reason, never a number."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietline.campaigns.plans.queries import plans_of
from quietline.campaigns.plans.rules import WrittenPlan, in_force
from quietline.campaigns.register.queries import campaign as found_campaign
from quietline.campaigns.register.queries import overlapping


@require_safe
def evaluation(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Judge a campaign by the plan that was locked, or by the version that `?plan=` names."""
    row = found_campaign(campaign_id)
    if row is None:
        raise Http404
    plans = plans_of(row.pk)
    plan = _chosen(plans, request.GET.get("plan", ""))
    context = {"campaign": row, "plans": plans, "plan": plan, "locked": in_force(plans), "overlaps": overlapping(row)}
    if plan is not None:
        # What it needs is loaded when somebody asks, not with every process.
        from quietline.insights.judged.judging import judged

        context |= judged(row, plan, today=timezone.localdate())
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
