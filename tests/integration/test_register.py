"""The campaign register: what is kept of a campaign, and that a plan made before the start stands as it was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from quietline.audit.models import Act, Entry
from quietline.campaigns.models import Area, Campaign, Plan
from quietline.campaigns.plans.actions import ReasonMissing, write_plan
from quietline.campaigns.plans.queries import plan_in_force, plans_of
from quietline.campaigns.plans.rules import Planned
from quietline.campaigns.queries import areas, campaign_by_code, running
from quietline.campaigns.register.actions import call_off, change_campaign, register_campaign
from quietline.campaigns.register.rules import CODE_ALPHABET, CampaignGiven, Wrong
from tests.factories.helpline import Helpline

BEGINS = date(2026, 3, 2)
GIVEN = CampaignGiven(
    name="Spring in the north",
    begins_on=BEGINS,
    ends_on=date(2026, 5, 31),
    areas=("north-larkmere",),
    partners=("Larkmere Police",),
    embed_origins=("https://video.example",),
)
PLANNED = Planned(outcome="help_seekers", areas=("north-larkmere",), comparison_areas=("esk-vale",))


@pytest.fixture
def campaign(helpline: Helpline) -> Campaign:
    return register_campaign(given=GIVEN, by=helpline.lead.row.pk)


def test_a_campaign_is_found_by_its_code_and_by_its_days(campaign: Campaign) -> None:
    assert set(campaign.code) <= set(CODE_ALPHABET)
    found = campaign_by_code(campaign.code)
    assert found is not None
    assert [area.code for area in found.areas.all()] == ["north-larkmere"]
    assert [each.origin for each in found.embed_origins.all()] == ["https://video.example"]
    assert running(on=BEGINS) == running(on=GIVEN.ends_on) == [campaign]
    assert running(on=BEGINS - timedelta(days=1)) == running(on=GIVEN.ends_on + timedelta(days=1)) == []
    assert Entry.objects.filter(act=Act.CAMPAIGN_SAVED, subject=campaign.pk).exists()


def test_one_that_was_called_off_is_not_there_for_visitors(campaign: Campaign, helpline: Helpline) -> None:
    call_off(campaign=campaign.pk, on=BEGINS, by=helpline.lead.row.pk)
    assert campaign_by_code(campaign.code) is None
    assert running(on=BEGINS) == []


@pytest.mark.parametrize(
    "change",
    [{"ends_on": BEGINS - timedelta(days=1)}, {"areas": ("nowhere",)}],
)
def test_a_wrong_campaign_is_refused_and_nothing_kept(helpline: Helpline, change: dict[str, object]) -> None:
    with pytest.raises(Wrong):
        register_campaign(given=replace(GIVEN, **change), by=None)  # type: ignore[arg-type]
    assert not Campaign.objects.exists()


def test_a_code_is_given_once(campaign: Campaign) -> None:
    with pytest.raises(Wrong):
        register_campaign(given=replace(GIVEN, code=campaign.code), by=None)


def test_the_start_can_be_moved_until_it_has_come(campaign: Campaign, helpline: Helpline) -> None:
    by = helpline.lead.row.pk
    later = replace(GIVEN, begins_on=BEGINS + timedelta(days=7))
    with pytest.raises(Wrong):
        change_campaign(campaign=campaign.pk, given=later, today=BEGINS, by=by)
    change_campaign(campaign=campaign.pk, given=later, today=BEGINS - timedelta(days=1), by=by)
    with pytest.raises(Wrong):  # nor to a day that has been: a plan of yesterday would become one of before
        change_campaign(campaign=campaign.pk, given=GIVEN, today=BEGINS + timedelta(days=1), by=by)


def test_a_last_day_that_is_moved_after_the_start_is_kept_as_a_change(campaign: Campaign, helpline: Helpline) -> None:
    by = helpline.lead.row.pk
    for later, today in ((7, BEGINS - timedelta(days=1)), (14, BEGINS), (14, BEGINS + timedelta(days=3))):
        moved = replace(GIVEN, ends_on=GIVEN.ends_on + timedelta(days=later))
        change_campaign(campaign=campaign.pk, given=moved, today=today, by=by)
    found = [str(each) for each in campaign.moved_ends.all()]
    assert found == ["the last day, from 7 June 2026 to 14 June 2026, on 2 March 2026"]


def test_what_was_planned_before_the_start_stays_in_force(campaign: Campaign) -> None:
    write_plan(campaign=campaign.pk, planned=PLANNED, today=BEGINS - timedelta(days=20), by=None)
    changed = replace(PLANNED, months_after=9)
    write_plan(campaign=campaign.pk, planned=changed, today=BEGINS - timedelta(days=1), by=None)
    other = replace(PLANNED, outcome="contacts")
    with pytest.raises(ReasonMissing):
        write_plan(campaign=campaign.pk, planned=other, today=BEGINS, by=None)
    write_plan(campaign=campaign.pk, planned=other, today=BEGINS, by=None, reason="Partners asked for contacts.")
    in_force = plan_in_force(campaign.pk)
    assert in_force is not None
    assert in_force.planned == changed
    assert [plan.is_exploratory for plan in plans_of(campaign.pk)] == [False, False, True]


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_a_plan(campaign: Campaign, act: str) -> None:
    write_plan(campaign=campaign.pk, planned=PLANNED, today=BEGINS - timedelta(days=1), by=None)
    rows = Plan.objects.filter(campaign=campaign)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(outcome="contacts") if act == "update" else rows._raw_delete(rows.db)
    assert rows.get().outcome == "help_seekers"


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "pages_shown"},
        {"areas": ()},
        {"comparison_areas": ("north-larkmere",)},
        {"months_before": 12},
        {"months_after": 2},
        {"exposure": "ramp"},
        {"exposure": "ramp", "ramp_months": 7},
        {"areas": ("nowhere",)},
    ],
)
def test_a_plan_that_can_not_be_followed_is_refused(campaign: Campaign, change: dict[str, object]) -> None:
    with pytest.raises(Wrong):
        write_plan(campaign=campaign.pk, planned=replace(PLANNED, **change), today=BEGINS, by=None, reason="x")  # type: ignore[arg-type]


def test_seekers_choose_from_what_is_offered(helpline: Helpline) -> None:
    parent = Area.objects.get(code="esk-vale")
    Area.objects.create(code="upper-esk", name="Upper Esk", kind="district", parent=parent, is_offered=False)
    assert [area.code for area in areas()] == ["north-larkmere", "esk-vale"]
