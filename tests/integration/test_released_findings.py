"""What a release says of a campaign: by its locked plan and closed months, or nothing, with the reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from quietline.campaigns.models import Campaign
from quietline.campaigns.plans.actions import write_plan
from quietline.campaigns.plans.rules import Planned
from quietline.campaigns.register.actions import call_off, register_campaign
from quietline.campaigns.register.rules import CampaignGiven
from quietline.insights.evaluation.periods import Period
from quietline.insights.released import actions, queries, ready
from quietline.insights.releases.press import press_packs
from quietline.tally.history.actions import take_in_history
from quietline.tally.history.rules import Point, SourceGiven, Step
from quietline.tally.units import AreaRule, Unit
from tests.factories.figures import QUARTER, count_contacts
from tests.factories.helpline import Helpline

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
NORTH = "north-larkmere"
BEGAN = date(2025, 10, 1)
TODAY = date(2026, 4, 20)


def campaign(*, on: date = BEGAN - timedelta(days=20), usual: int = 60) -> Campaign:
    """Registered and planned; three years in which the usual number comes, doubled from its first day on."""
    given = CampaignGiven(name="Autumn in the north", begins_on=BEGAN, ends_on=date(2026, 3, 31), areas=(NORTH,))
    row = register_campaign(given=given, by=None)
    planned = Planned(outcome="contacts", areas=(NORTH,), months_after=6)
    write_plan(campaign=row.pk, planned=planned, today=on, by=None, reason="" if on < BEGAN else "Late")
    points = []
    for steps in range(-36, 3):
        value = (usual + (7 * steps) % 9) * (2 if steps >= 0 else 1)
        points.append(Point(steps + 36, Period.MONTH.after(BEGAN, steps), NORTH, "", "phone", value))
    given_past = SourceGiven(
        name="Old database", unit=Unit.CONTACTS_ATTEMPTED, step=Step.MONTH, area_rule=AreaRule.SAID, on=TODAY
    )
    take_in_history(given=given_past, points=points)
    count_contacts(window=QUARTER, each=8)  # some 120 a month and area
    return row


def released() -> str:
    return actions.release(window=QUARTER, title="Contacts of early 2026", on=TODAY, by=None)


def test_a_campaign_is_judged_by_its_locked_plan_in_the_release_of_its_months(helpline: Helpline) -> None:
    campaign()
    row = queries.release(released())
    assert row
    document = queries.document_of(row)
    (told,) = document.evaluations
    assert told.areas == (NORTH,)
    assert told.last_on == QUARTER.last
    assert told.ratio
    assert told.ratio.low > 1
    assert "contacts attempted in North Larkmere" in told.sentence
    assert "Autumn in the north" in told.sentence
    assert told.campaign in {one.code for one in document.campaigns}
    pack = b"".join(press_packs(document).values()).decode()
    assert str(told.ratio.middle) in pack
    assert "offence" in pack


def test_what_was_planned_late_or_called_off_or_is_too_small_is_left_out(helpline: Helpline) -> None:
    late = campaign(on=BEGAN + timedelta(days=3))
    actions.draw(window=QUARTER, on=TODAY, by=None)
    found = ready.standing(QUARTER, today=TODAY)
    assert found.draft
    assert found.draft.evaluations == ()
    assert found.left_out == ()
    call_off(campaign=late.pk, on=TODAY, by=helpline.lead.row.pk)
    assert not queries.document_of(queries.release(released())).evaluations


def test_one_with_few_before_it_is_left_out_with_its_reason(helpline: Helpline) -> None:
    campaign(usual=5)
    actions.draw(window=QUARTER, on=TODAY, by=None)
    found = ready.standing(QUARTER, today=TODAY)
    assert found.draft
    assert not found.draft.evaluations
    assert "fewer than 20" in found.left_out[0]
