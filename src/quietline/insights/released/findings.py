"""What a release says of campaigns: each judged by its locked plan and by months that are closed, then blunted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from quietline.campaigns.areas.queries import with_parts
from quietline.campaigns.models import Campaign
from quietline.campaigns.plans.queries import plan_in_force
from quietline.campaigns.plans.rules import WrittenPlan
from quietline.campaigns.queries import campaigns
from quietline.insights import NotFitted, Refused
from quietline.insights.evaluation.periods import Period
from quietline.insights.judged.judging import evaluated
from quietline.insights.releases.document import PublishedEvaluation
from quietline.insights.releases.publishing import evaluation_of
from quietline.insights.releases.windows import Window
from quietline.insights.releases.wording import NotPublishable


@dataclass(slots=True)
class Findings:
    """`left_out`: why a campaign that was planned to be judged now is not in the release, a sentence each."""

    evaluations: list[PublishedEvaluation] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def campaigns(self) -> set[str]:
        return {one.campaign for one in self.evaluations}


def findings(window: Window, areas: Mapping[str, str]) -> Findings:
    """Of the campaigns whose planned time has part in the window. It costs up to some seconds a campaign.

    Args:
        areas: names by code, of all there are.
    """
    found = Findings()
    for row in campaigns():
        plan = None if row.called_off_on else plan_in_force(row.pk)
        if plan is None or not _is_in(window, row, plan):
            continue
        try:
            found.evaluations.append(_published(window, row, plan, areas))
        except (Refused, NotFitted, NotPublishable) as why:
            found.left_out.append(f"{row.name}: {why}")
    return found


def _is_in(window: Window, campaign: Campaign, plan: WrittenPlan) -> bool:
    end = Period.MONTH.after(campaign.begins_on.replace(day=1), plan.planned.months_after)
    return campaign.begins_on <= window.last and end > window.first


def _published(window: Window, campaign: Campaign, plan: WrittenPlan, areas: Mapping[str, str]) -> PublishedEvaluation:
    planned = plan.planned.areas
    everywhere = with_parts(planned) >= areas.keys()
    _, told = evaluated(campaign, plan, today=window.last + timedelta(days=1))
    return evaluation_of(
        told,
        campaign=campaign.code,
        areas={} if everywhere else {code: areas[code] for code in planned},
        campaign_name=f"the campaign {campaign.name}",
    )
