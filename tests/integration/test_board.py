"""The helpline's own figures: each whole, none of unlike units added, a period that can't be read refused."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietline.campaigns.plans.actions import write_plan
from quietline.campaigns.plans.rules import Planned
from quietline.campaigns.register.actions import register_campaign
from quietline.campaigns.register.rules import CampaignGiven
from quietline.insights.evaluation.periods import Period
from quietline.tally.actions import add
from quietline.tally.history.actions import take_in_history
from quietline.tally.history.rules import Point, SourceGiven, Step
from quietline.tally.measures import Count, Measure
from quietline.tally.units import AreaRule, Unit
from quietline.team.roles.rules import Role
from quietline.team.rota.models import Shift
from tests.factories.helpline import Helpline, give, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "figures"])


@pytest.fixture
def evaluator(helpline: Helpline) -> Client:
    give(helpline.mina, Role.EVALUATOR)
    return signed_in(helpline.mina)


def month(steps: int) -> date:
    return Period.MONTH.after(timezone.localdate().replace(day=1), steps)


def count(measure: Measure, on: date, amount: int = 1, **place: str) -> Count:
    return Count(measure=measure, on=on, amount=amount, **place)


def page_of(client: Client, where: str = "/figures/") -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def between(since: int, until: int) -> str:
    return f"/figures/?span=between&since={month(since):%Y-%m}&until={month(until):%Y-%m}"


def test_each_figure_stands_with_its_unit_window_channels_and_what_is_missing(evaluator: Client) -> None:
    on = month(-1) + timedelta(days=4)
    add(
        counts=[
            count(
                Measure.CONTACTS, on, 40, channel="call", outcome="answered", area="esk-vale", caller_group="survivor"
            ),
            count(Measure.CONTACTS, on, 7, channel="chat", outcome="abandoned"),
            count(Measure.CONTACTS, on, 3, channel="call", outcome="silent"),
            count(Measure.CONTACTS, month(-3), 5, channel="call", outcome="closed"),
            count(Measure.WAITS, on, 6, channel="chat", option="minutes_5"),
            count(Measure.ANSWERS, on, 9, field="agreed_actions", option="see_doctor"),
            count(Measure.ANSWERS, on, 2, field="actions_taken", option="see_doctor"),
            count(Measure.ANSWERS, on, 4, field="agreed_actions", option="none"),
            count(Measure.STEPS_DONE, on, 20, field="why-change", option="your-reasons"),
            count(Measure.STEPS_DONE, on, 8, field="why-change", option="a-plan"),
            count(Measure.MODULES_DONE, on, 5, field="myself", option="why-change"),
            count(Measure.HELP_SEEKERS, on, 12),
            *(
                count(Measure.CONTACT_HOURS, month(-1), 11, field="1", option=hour, outcome=became)
                for hour in ("9", "14")
                for became in ("answered", "missed")
            ),
        ]
    )
    page = page_of(evaluator, between(-4, -1))
    days = f"{month(-4):%-d %B %Y} to {month(0) - timedelta(days=1):%-d %B %Y}"
    for figure in (
        f"55 contacts attempted, {days}, by no area told apart, call, chat; 1 period missing",
        f"40 contacts answered, {days}, by no area told apart, call; 1 period missing",
        f"12 contacts unanswered, {days}",
        f"40 contacts attempted, {days}, by the area that the seeker chose, call, chat; 1 period missing",
        f"44 calls and chats attempted, {days}",
        f"6 waits that an answer ended, {days}, by no area told apart, chat; 3 periods missing",
        f"9 protective actions agreed, {days}",
        f"2 protective actions taken, {days}",
        f"12 help-seekers, new or returning, {days}",
        "Why change: 25 % of 20 starters",
        "A plan: 8, 40 %",
        "11 of 22",
        "11 of 55 calls and chats of these months have no hour yet",
        "For 15 more nobody recorded an area.",
    ):
        assert figure in page, figure
    assert page.count("<svg") == page.count("<desc") >= 8
    assert "Esk Vale" in page
    assert not re.search(r"\b67 [a-z]", page)  # 55 contacts and 12 help-seekers are no 67 of anything
    assert page_of(evaluator, between(-2, -2)).count("0 contacts attempted") >= 1


def test_a_month_outside_the_window_is_not_in_it(evaluator: Client) -> None:
    for steps in (-2, -1, 0):
        add(counts=[count(Measure.HELP_SEEKERS, month(steps), 10 ** (2 + steps))])
    assert "10 help-seekers, new or returning" in page_of(evaluator, between(-1, -1))
    assert "111 help-seekers, new or returning" in page_of(evaluator)
    assert "100 help-seekers, new or returning" in page_of(evaluator, "/figures/?span=month")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("span=century", "Select a valid choice"),
        ("span=between", "Name the first month"),
        ("span=between&since=2026-13", "Write the month like 2026-03."),
        ("span=between&since=March", "Write the month like 2026-03."),
        ("span=between&since=2026-03&until=2025-03", "were the two swapped?"),
        ("span=between&since=1900-01&until=2026-01", "At most 240 months at once."),
        ("span=between&since=2999-01", "has not come yet"),
    ],
)
def test_a_period_that_can_not_be_read_is_refused_with_words(evaluator: Client, query: str, words: str) -> None:
    answer = evaluator.get(f"/figures/?{query}")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "<svg" not in answer.content.decode()


def test_a_running_campaigns_arrivals_stand_by_themselves(evaluator: Client) -> None:
    today = timezone.localdate()
    given = CampaignGiven(
        name="Spring <north>", code="bcd23", begins_on=today - timedelta(days=3), ends_on=today + timedelta(days=3)
    )
    register_campaign(given=given, by=None)
    for option, way in (("bcd23", "poster"), ("bcd23", "message"), ("zzz99", "poster")):
        add(counts=[count(Measure.ARRIVALS, today, 4, field=way, option=option)])
    add(counts=[count(Measure.ARRIVALS, today - timedelta(days=9), 50, field="poster", option="bcd23")])
    page = page_of(evaluator)
    assert "8 page arrivals, " in page
    assert "Spring &lt;north&gt;: page arrivals each day" in page
    assert "<north>" not in page


def test_it_asks_as_often_for_a_month_as_for_ten_years(evaluator: Client) -> None:
    asked = []
    for since in (-1, -120):
        add(counts=[count(Measure.CONTACTS, month(step), area=f"a{step}") for step in range(since, 0)])
        with CaptureQueriesContext(connections["figures"]) as queries:
            page_of(evaluator, between(since, 0))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def past(*, until: int) -> None:
    points = [
        Point(begins_on=month(step), area="north-larkmere", caller_group="", channel="", count=60 + step % 12, row=2)
        for step in range(-36, until)
    ]
    given = SourceGiven(
        name="Old database",
        unit=Unit.CONTACTS_ATTEMPTED,
        step=Step.MONTH,
        area_rule=AreaRule.SAID,
        on=timezone.localdate(),
    )
    take_in_history(given=given, points=points)


def ahead(helpline: Helpline, *, planned: bool = True) -> str:
    begins_on = timezone.localdate() + timedelta(days=20)
    given = CampaignGiven(
        name="Next spring", begins_on=begins_on, ends_on=begins_on + timedelta(days=90), areas=("north-larkmere",)
    )
    row = register_campaign(given=given, by=None)
    if planned:
        plan = Planned(outcome="contacts", areas=("north-larkmere",), months_after=6)
        write_plan(campaign=row.pk, planned=plan, today=timezone.localdate(), by=None)
    return f"/campaigns/{row.pk}/"


def test_before_a_campaign_it_says_what_could_be_seen_and_when(evaluator: Client, helpline: Helpline) -> None:
    past(until=0)
    where = ahead(helpline)
    page = page_of(evaluator, f"{where}ahead/")
    assert "After 6 months, in four of five cases, an increase will be seen if there are at least 1." in page
    for text in ("3 months", "24 months", "×&nbsp;2.0", "<svg", "contacts attempted"):
        assert text in page
    assert f"{where}ahead/" in page_of(evaluator, where)


def test_it_refuses_to_look_ahead_from_too_little(evaluator: Client, helpline: Helpline) -> None:
    assert "is not planned" in page_of(evaluator, f"{ahead(helpline, planned=False)}ahead/")
    past(until=-30)
    page = page_of(evaluator, f"{ahead(helpline)}ahead/")
    assert "more than 12 months before the campaign begins" in page
    assert "<svg" not in page


def demand_of_a_year(hour: int) -> None:
    counts = [count(Measure.CONTACTS, month(-12), 1, channel="call", outcome="answered")]
    for step in range(-12, 0):
        counts.append(count(Measure.CONTACTS, month(step), 13, channel="call", outcome="answered"))
        counts.append(count(Measure.CONTACT_HOURS, month(step), 13, field="1", option=str(hour), outcome="answered"))
    add(counts=counts)


def test_a_campaign_ahead_is_held_against_the_rota(evaluator: Client, helpline: Helpline) -> None:
    where = ahead(helpline)
    assert "No whole month of contacts was counted here yet" in page_of(evaluator, where)
    demand_of_a_year(hour=14)
    assert "Nobody is on the rota" in page_of(evaluator, f"{where}forecast/")
    zone = timezone.get_current_timezone()
    first = timezone.localdate() + timedelta(days=20)
    for step in range(28):
        day = datetime.combine(first + timedelta(days=step), time(), zone)
        Shift.objects.create(
            practitioner=helpline.tom.row,
            line=helpline.line,
            starts_at=day + timedelta(hours=13),
            ends_at=day + timedelta(hours=16),
        )
    page = page_of(evaluator, f"{where}forecast/")
    assert "in ten will not get through; the hour that needs people most is Tuesday 14:00." in page
    assert "157 calls and chats attempted" in page
    assert "30 minutes for each; 5 minutes of patience" in page
    quick = page_of(evaluator, f"{where}forecast/?minutes=1&patience=60")
    assert "1 minutes for each; 60 minutes of patience" in quick
    assert "nearly everybody will get through" in quick
    assert "in ten will not get through" in page_of(evaluator, where)
    assert evaluator.get(f"{where}forecast/?minutes=-1").status_code == 422
