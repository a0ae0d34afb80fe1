"""The register of campaigns. Plain forms, no script; what is refused stays typed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.campaigns.models import Campaign
from quietline.campaigns.plans.actions import write_plan
from quietline.campaigns.plans.queries import plans_of
from quietline.campaigns.plans.rules import Planned, WrittenPlan, in_force
from quietline.campaigns.queries import campaigns
from quietline.campaigns.register import actions
from quietline.campaigns.register.queries import campaign as found_campaign
from quietline.campaigns.register.queries import overlapping
from quietline.campaigns.register.rules import Wrong
from quietline.desk.act_page import act_page
from quietline.desk.campaigns.areas import area_names
from quietline.desk.campaigns.forms import CampaignForm
from quietline.desk.campaigns.guards import for_register_keepers
from quietline.desk.campaigns.plan_forms import OUTCOME_NAMES, PlanForm
from quietline.desk.campaigns.printing import address_of
from quietline.team.models import Practitioner

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@for_register_keepers
def register(request: HttpRequest, person: Practitioner) -> HttpResponse:
    """All campaigns, by whether they are ahead, running or over."""
    today = timezone.localdate()
    found = campaigns()
    groups = [
        ("Running", [each for each in found if _standing(each, today) == "running"]),
        ("Ahead", [each for each in found if _standing(each, today) == "ahead"]),
        ("Over", [each for each in found if _standing(each, today) == "over"]),
        ("Called off", [each for each in found if each.called_off_on]),
    ]
    return render(request, "desk/campaigns/list.html", {"groups": groups, "is_empty": not found})


@require_http_methods(FORM_METHODS)
@for_register_keepers
def new(request: HttpRequest, person: Practitioner) -> HttpResponse:
    """Register a campaign."""
    form = CampaignForm(request.POST or None)
    back = reverse("campaigns:list")
    if form.is_valid():
        try:
            row = actions.register_campaign(given=form.given(), by=person.pk)
        except Wrong as wrong:
            return act_page(
                request, form, title="A new campaign", button="Register it", back=back, notice=f"{wrong}.", status=409
            )
        return redirect("campaigns:one", row.pk)
    status = 422 if form.is_bound else 200
    return act_page(request, form, title="A new campaign", button="Register it", back=back, status=status)


@require_safe
@for_register_keepers
def one(request: HttpRequest, person: Practitioner, campaign_id: UUID) -> HttpResponse:
    """One campaign: what it is, how it is to be judged, and what is in the way of that."""
    row = _there(campaign_id)
    plans = plans_of(row.pk)
    names = area_names()
    context = {
        "campaign": row,
        "standing": _standing(row, timezone.localdate()),
        "overlaps": overlapping(row),
        "plans": [_shown(plan, names, in_force(plans), row.begins_on) for plan in reversed(plans)],
        "has_plan_in_force": in_force(plans) is not None,
        "arrival": address_of(request, row),
    }
    return render(request, "desk/campaigns/one.html", context)


@require_http_methods(FORM_METHODS)
@for_register_keepers
def change(request: HttpRequest, person: Practitioner, campaign_id: UUID) -> HttpResponse:
    """Change what is said of a campaign."""
    row = _there(campaign_id)
    form = CampaignForm(request.POST or None, before=row)
    back = reverse("campaigns:one", args=[row.pk])
    if form.is_valid():
        try:
            actions.change_campaign(campaign=row.pk, given=form.given(), today=timezone.localdate(), by=person.pk)
        except Wrong as wrong:
            return act_page(request, form, title=row.name, button="Keep it", back=back, notice=f"{wrong}.", status=409)
        return redirect(back)
    return act_page(request, form, title=row.name, button="Keep it", back=back, status=422 if form.is_bound else 200)


@require_http_methods(FORM_METHODS)
@for_register_keepers
def plan(request: HttpRequest, person: Practitioner, campaign_id: UUID) -> HttpResponse:
    """Write down how the campaign is to be judged; a further version once there is one."""
    row = _there(campaign_id)
    today, plans = timezone.localdate(), plans_of(row.pk)
    before = plans[-1].planned if plans else Planned(outcome="help_seekers", areas=_codes(row))
    form = PlanForm(request.POST or None, before=before, has_begun=today >= row.begins_on)
    back, notice = reverse("campaigns:one", args=[row.pk]), _notice(row, today >= row.begins_on)
    if form.is_valid():
        try:
            reason = form.cleaned_data.get("reason", "")
            write_plan(campaign=row.pk, planned=form.planned(), today=today, by=person.pk, reason=reason)
        except Wrong as wrong:
            return act_page(request, form, title=_PLAN, button="Keep it", back=back, notice=f"{wrong}.", status=409)
        return redirect(back)
    status = 422 if form.is_bound else 200
    return act_page(request, form, title=_PLAN, button="Keep it", back=back, notice=notice, status=status)


@require_POST
@for_register_keepers
def call_off(request: HttpRequest, person: Practitioner, campaign_id: UUID) -> HttpResponse:
    """Take a campaign out of use."""
    row = _there(campaign_id)
    actions.call_off(campaign=row.pk, on=timezone.localdate(), by=person.pk)
    return redirect("campaigns:one", row.pk)


_PLAN = "How it is to be judged"


def _notice(row: Campaign, has_begun: bool) -> str:  # noqa: FBT001
    if has_begun:
        return (
            f"It began on {row.begins_on:%-d %B %Y}. What is planned now is kept beside the plan that was locked then,"
            " and shown as exploratory."
        )
    return f"Locked from {row.begins_on:%-d %B %Y} on. Until then each change is kept as a further version."


def _there(campaign_id: UUID) -> Campaign:
    row = found_campaign(campaign_id)
    if row is None:
        raise Http404
    return row


def _codes(row: Campaign) -> tuple[str, ...]:
    return tuple(area.code for area in row.areas.all())


def _standing(row: Campaign, today: object) -> str:
    if row.called_off_on:
        return "called off"
    return "ahead" if today < row.begins_on else "over" if today > row.ends_on else "running"  # type: ignore[operator]


def _shown(plan: WrittenPlan, names: dict[str, str], locked: WrittenPlan | None, began_on: date) -> dict[str, object]:
    planned = plan.planned
    return {
        "plan": plan,
        "standing": _plan_standing(plan, locked, began_on),
        "outcome": OUTCOME_NAMES.get(planned.outcome, planned.outcome),
        "areas": [names.get(code, code) for code in planned.areas],
        "comparison_areas": [names.get(code, code) for code in planned.comparison_areas],
    }


def _plan_standing(plan: WrittenPlan, locked: WrittenPlan | None, began_on: date) -> str:
    if plan.is_exploratory:
        return "Exploratory: written after the start"
    if plan != locked:
        return "Earlier version"
    return "Planned, locked from the first day on" if timezone.localdate() < began_on else "Locked before the start"
