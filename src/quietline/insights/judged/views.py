"""The evaluation of one campaign. What can't be judged is a page with the reason, never a number."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietline.campaigns.models import Campaign
from quietline.campaigns.plans.queries import plans_of
from quietline.campaigns.plans.rules import WrittenPlan, in_force
from quietline.campaigns.register.queries import campaign as found_campaign
from quietline.campaigns.register.queries import overlapping
from quietline.insights.judged.foreseeing import AssumedForm, foreseen


@require_safe
def evaluation(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Judge a campaign by the plan that was locked, or by the version that `?plan=` names."""
    row = _there(campaign_id)
    plans = plans_of(row.pk)
    plan = _chosen(plans, request.GET.get("plan", ""))
    context = {"campaign": row, "plans": plans, "plan": plan, "locked": in_force(plans), "overlaps": overlapping(row)}
    if plan is not None:
        # What it needs is loaded when somebody asks, not with every process.
        from quietline.insights.judged.judging import judged

        context |= judged(row, plan, today=timezone.localdate())
    return render(request, "insights/evaluation.html", context)


@require_safe
def ahead(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """What an evaluation by the plan in force, or by the last one, could see after how many months."""
    row = _there(campaign_id)
    plan = _chosen(plans_of(row.pk), "")
    context: dict[str, object] = {"campaign": row, "plan": plan}
    if plan is not None:
        from quietline.insights.judged.ahead import seen_ahead

        context |= seen_ahead(row, plan, today=timezone.localdate())
    return render(request, "insights/ahead.html", context)


@require_safe
def forecast(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """How many of those whom the campaign brings will get through, by its first weeks' shifts."""
    row = _there(campaign_id)
    form = AssumedForm(request.GET if request.GET else None)
    context: dict[str, object] = {"campaign": row, "form": form}
    if form.is_bound and not form.is_valid():
        return render(request, "insights/forecast.html", context, status=422)
    return render(request, "insights/forecast.html", context | foreseen(row, form, today=timezone.localdate()))


def _there(campaign_id: UUID) -> Campaign:
    row = found_campaign(campaign_id)
    if row is None:
        raise Http404
    return row


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
