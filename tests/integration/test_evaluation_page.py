"""A campaign judged in the browser: by its plan and what is known, or not at all and with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from quietline.campaigns.models import Campaign
from quietline.campaigns.plans.actions import write_plan
from quietline.campaigns.plans.rules import Planned
from quietline.campaigns.register.actions import change_campaign, register_campaign
from quietline.campaigns.register.rules import CampaignGiven
from quietline.insights.evaluation.periods import Period
from quietline.tally.actions import add
from quietline.tally.history.actions import take_in_history
from quietline.tally.history.models import HistoryFigure
from quietline.tally.history.rules import Point, SourceGiven, Step
from quietline.tally.measures import Count, Measure
from quietline.tally.units import AreaRule, Unit
from quietline.team.roles.rules import Role
from tests.factories.helpline import Helpline, give, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
BEFORE, SINCE = 36, 6
NORTH, ESK = "north-larkmere", "esk-vale"


def month(steps: int) -> date:
    """The first day of a month, counted from the campaign's first: six whole months ago."""
    return Period.MONTH.after(Period.MONTH.begins_on(timezone.localdate()), steps - SINCE)


@pytest.fixture
def evaluator(helpline: Helpline) -> Client:
    give(helpline.mina, Role.EVALUATOR)
    return signed_in(helpline.mina)


@pytest.fixture
def campaign(helpline: Helpline) -> Campaign:
    given = CampaignGiven(
        name="Spring in the north", begins_on=month(0), ends_on=month(0) + timedelta(days=400), areas=(NORTH,)
    )
    return register_campaign(given=given, by=None)


def plan(campaign: Campaign, *, late: bool = False, **change: Any) -> None:
    given: dict[str, Any] = {
        "outcome": "contacts",
        "areas": (NORTH,),
        "comparison_areas": (ESK,),
        "months_after": SINCE,
    }
    on = month(2) if late else month(-1)
    reason = "Chosen once it was seen" if late else ""
    write_plan(campaign=campaign.pk, planned=Planned(**(given | change)), today=on, by=None, reason=reason)


def course(steps: int, *, lifted: bool) -> int:
    """An invented course with a winter peak; the campaign doubles it."""
    usual = 60 + (12 if month(steps).month in {11, 12, 1, 2} else 0) + (7 * steps) % 9
    return 2 * usual if lifted and steps >= 0 else usual


def bring_in(
    *, until: int = SINCE, unit: Unit = Unit.CONTACTS_ATTEMPTED, rule: AreaRule = AreaRule.SAID, first: int = -BEFORE
) -> None:
    points = [
        Point(row, month(steps), area, "", "phone", course(steps, lifted=area == NORTH))
        for row, (area, steps) in enumerate((area, steps) for area in (NORTH, ESK) for steps in range(first, until))
    ]
    given = SourceGiven(name="Old database", unit=unit, step=Step.MONTH, area_rule=rule, on=month(SINCE))
    take_in_history(given=given, points=points)


def count_here(since: int = 0) -> None:
    add(
        counts=[
            Count(
                measure=Measure.CONTACTS,
                on=month(steps) + timedelta(days=3),
                area=area,
                channel="chat",
                amount=course(steps, lifted=area == NORTH),
            )
            for area in (NORTH, ESK)
            for steps in range(since, SINCE)
        ]
    )


def page_of(client: Client, campaign: Campaign, query: str = "") -> str:
    answer = client.get(f"/campaigns/{campaign.pk}/evaluation/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_three_years_and_what_was_counted_since_are_judged_together(evaluator: Client, campaign: Campaign) -> None:
    plan(campaign)
    bring_in(until=0)
    count_here()
    page = page_of(evaluator, campaign)
    counted = sum(course(steps, lifted=True) for steps in range(SINCE))
    assert f"{counted} contacts attempted were counted in North Larkmere" in page
    assert "Compared with Esk Vale." in page
    assert "additional contacts attempted" in page
    assert "by the area that the seeker chose, chat, phone" in page
    for heading in ("The result", "Not to be quoted", "Checks", "Other choices", "Dates without a campaign"):
        assert heading in page
    assert "<svg" in page
    assert "exploratory" not in page.lower()
    assert f"/campaigns/{campaign.pk}/evaluation/" in evaluator.get(f"/campaigns/{campaign.pk}/").content.decode()


def test_earlier_figures_alone_are_enough_where_they_reach_far_enough(evaluator: Client, campaign: Campaign) -> None:
    plan(campaign, outcome="help_seekers", comparison_areas=())
    bring_in(unit=Unit.HELP_SEEKERS, rule=AreaRule.RECORDED)
    page = page_of(evaluator, campaign)
    assert "more than expected" in page
    assert "the area as an earlier system recorded it" in page


def test_weeks_are_judged_as_weeks(evaluator: Client, campaign: Campaign) -> None:
    plan(campaign, step="week", comparison_areas=(), exposure="ramp", ramp_months=1)
    first = Period.WEEK.begins_on(month(-BEFORE))
    weeks = Period.WEEK.steps(first, Period.WEEK.begins_on(month(SINCE)))
    points = [Point(row, first + timedelta(weeks=row), NORTH, "", "", 15 + row % 4) for row in range(weeks)]
    given = SourceGiven(
        name="Rota", unit=Unit.CONTACTS_ATTEMPTED, step=Step.WEEK, area_rule=AreaRule.RECORDED, on=month(SINCE)
    )
    take_in_history(given=given, points=points)
    page = page_of(evaluator, campaign)
    assert "There is no clear evidence that the campaign changed the number of contacts attempted" in page
    assert "ramp over 4 weeks" in page


def test_a_month_missing_before_the_start_shortens_the_series(evaluator: Client, campaign: Campaign) -> None:
    plan(campaign, comparison_areas=())
    bring_in()
    HistoryFigure.objects.filter(area=NORTH, begins_on=month(-30)).update(count=None)
    page = page_of(evaluator, campaign)
    assert "in 1 month of the planned window before it a number is missing" in page
    assert "1 period missing" in page
    assert "29 months, " in page


def test_what_was_planned_after_the_start_is_exploratory(evaluator: Client, campaign: Campaign) -> None:
    plan(campaign)
    plan(campaign, late=True, comparison_areas=())
    bring_in()
    assert "This is exploratory" not in page_of(evaluator, campaign)
    late = page_of(evaluator, campaign, "?plan=2")
    assert "This is exploratory" in late
    assert "Chosen once it was seen" in late
    assert evaluator.get(f"/campaigns/{campaign.pk}/evaluation/?plan=9").status_code == 404


def short_history() -> None:
    bring_in(first=-12)


def no_figures() -> None:
    pass


def unlike_units() -> None:
    bring_in(unit=Unit.CONTACTS_ANSWERED)


def unlike_area_rules() -> None:
    bring_in(until=0, rule=AreaRule.RECORDED)
    count_here()


def a_hole() -> None:
    bring_in(until=-1)
    count_here(since=1)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (short_history, "needs 12 more months from before the campaign"),
        (no_figures, "No earlier figures were brought in; the plan is judged by contacts attempted by month"),
        (unlike_units, "The earlier figures are contacts answered by month; the plan is judged by contacts attempted"),
        (unlike_area_rules, "By the area as an earlier system recorded it and by the area that the seeker chose"),
        (a_hole, "There are whole numbers from"),
    ],
)
def test_what_can_not_be_judged_is_a_page_with_the_reason(
    evaluator: Client, campaign: Campaign, figures: Callable[[], None], said: str
) -> None:
    plan(campaign)
    figures()
    assert said in page_of(evaluator, campaign)


def test_help_seekers_counted_here_are_not_told_apart_by_area(evaluator: Client, campaign: Campaign) -> None:
    plan(campaign, outcome="help_seekers")
    add(counts=[Count(measure=Measure.HELP_SEEKERS, on=month(-24), amount=40)])
    assert "counted for the whole helpline, not by area" in page_of(evaluator, campaign)


def test_all_areas_together_need_no_telling_apart(evaluator: Client, campaign: Campaign) -> None:
    plan(campaign, areas=(NORTH, ESK), comparison_areas=())
    bring_in(until=0, rule=AreaRule.RECORDED)
    count_here()
    page = page_of(evaluator, campaign)
    assert "by no area told apart" in page
    assert "more than expected" in page


def test_without_a_plan_there_is_none_to_judge_by(evaluator: Client, campaign: Campaign) -> None:
    page = page_of(evaluator, campaign)
    assert "is not planned" in page
    assert f"/campaigns/{campaign.pk}/plan/" in page


def test_a_campaign_that_has_not_begun_waits(evaluator: Client, campaign: Campaign) -> None:
    plan(campaign)
    Campaign.objects.filter(pk=campaign.pk).update(begins_on=month(SINCE + 2))
    assert "Can&#x27;t tell yet: needs 3 months of the campaign" in page_of(evaluator, campaign)
    Campaign.objects.filter(pk=campaign.pk).update(begins_on=date.max, ends_on=date.max)
    assert "Can&#x27;t tell yet" in page_of(evaluator, campaign)
    Campaign.objects.filter(pk=campaign.pk).update(begins_on=date(2, 1, 3))
    assert "No calendar reaches 36 months back from 0002-01-03" in page_of(evaluator, campaign, "?plan=1")


def test_only_those_who_keep_campaigns_see_it(helpline: Helpline, campaign: Campaign) -> None:
    where = f"/campaigns/{campaign.pk}/evaluation/"
    assert signed_in(helpline.tom).get(where).status_code == 403
    assert Client().get(where).status_code == 302
    assert signed_in(helpline.lead).get(where).status_code == 200
    assert signed_in(helpline.lead).get(f"/campaigns/{uuid4()}/evaluation/").status_code == 404


def test_a_last_day_that_was_moved_after_the_start_makes_it_exploratory(evaluator: Client, campaign: Campaign) -> None:
    plan(campaign)
    bring_in(until=0)
    count_here()
    given = CampaignGiven(
        name=campaign.name, begins_on=campaign.begins_on, ends_on=campaign.ends_on + timedelta(days=9), areas=(NORTH,)
    )
    change_campaign(campaign=campaign.pk, given=given, today=month(1), by=uuid4())
    page = page_of(evaluator, campaign)
    assert "Changed after the start: the last day, from " in page
    assert "exploratory" in page.lower()
    assert "Changed after the start" in evaluator.get(f"/campaigns/{campaign.pk}/").content.decode()
