"""What partners report of a day: counted once, signed by themselves, refused with a reason."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from quietline.campaigns.models import Campaign
from quietline.campaigns.register.actions import call_off, register_campaign
from quietline.campaigns.register.rules import CampaignGiven
from quietline.edge.hooks import sign
from quietline.tally.measures import Measure
from quietline.tally.models import Tally
from quietline.tally.queries import total
from tests.factories.helpline import Helpline

pytestmark = pytest.mark.django_db(databases=["default", "figures"])

SECRET, OTHER = "a secret of the video site", "another partner's secret"
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture(autouse=True)
def set_up(settings: Settings) -> None:
    settings.QUIETLINE_PARTNER_SECRETS = {"videosite": SECRET, "radio": OTHER, "short": "short"}


@pytest.fixture
def campaign(db: None) -> Campaign:
    given = CampaignGiven(
        name="Spring", code="k7m3b", begins_on=YESTERDAY - timedelta(days=90), ends_on=YESTERDAY + timedelta(days=9)
    )
    return register_campaign(given=given, by=None)


def report(**change: Any) -> dict[str, Any]:
    return {
        "partner": "videosite",
        "campaign": "k7m3b",
        "on": str(YESTERDAY),
        "displays": 1200,
        "clicks": 31,
        "address": "203.0.113.9",
    } | change


def send(given: Any, *, secret: str = SECRET, ago: float = 0, content_type: str = "application/json") -> Any:
    body = given if isinstance(given, bytes) else json.dumps(given).encode()
    timestamp = str(int(time.time() - ago))
    headers = {"Quietline-Timestamp": timestamp, "Quietline-Signature": sign(secret, timestamp, body)}
    return Client().post("/hooks/campaign/", body, content_type=content_type, headers=headers)


def counted(measure: Measure, on: date = YESTERDAY) -> int:
    return total(measure=measure, since=on, until=on, field="videosite", option="k7m3b")


def test_a_day_counts_once_however_often_it_is_reported(campaign: Campaign) -> None:
    assert send(report()).status_code == 201
    repeat = send(report())
    assert (repeat.status_code, repeat.json()) == (200, {"on": str(YESTERDAY), "displays": 1200, "clicks": 31})
    otherwise = send(report(displays=5000))
    assert (otherwise.status_code, otherwise.json()["displays"]) == (409, 1200)
    assert (counted(Measure.PARTNER_DISPLAYS), counted(Measure.PARTNER_CLICKS)) == (1200, 31)
    assert not [row for row in Tally.objects.values_list() if "203.0.113.9" in str(row)]


@pytest.mark.parametrize(
    ("given", "how", "status"),
    [
        (report(), {"secret": OTHER}, 401),
        (report(partner="radio"), {}, 401),  # one partner can't speak for another
        (report(partner="nobody"), {}, 401),
        (report(partner="short"), {"secret": "short"}, 401),
        (report(), {"ago": 400}, 401),
        (report(), {"ago": -400}, 401),
        (report(campaign="zzzzz"), {}, 404),
        (report(campaign="\x00"), {}, 400),
        (report(on=str(YESTERDAY + timedelta(days=1))), {}, 400),
        (report(on=str(YESTERDAY - timedelta(days=61))), {}, 400),
        (report(on="yesterday"), {}, 400),
        (report(on=20260302), {}, 400),
        (report(displays=-1, clicks=-2), {}, 400),
        (report(displays=True), {}, 400),
        (report(displays=1.5), {}, 400),
        (report(displays=10**10), {}, 400),
        (report(clicks=1300), {}, 400),
        ({"partner": "videosite"}, {}, 400),
        ([], {}, 400),
        (b"{", {}, 400),
        (b"9" * 6000, {}, 400),
        (b" " * 20_000, {}, 413),
        (report(), {"content_type": "text/plain"}, 415),
    ],
)
def test_what_is_wrong_is_refused_and_not_counted(
    campaign: Campaign, given: Any, how: dict[str, Any], status: int
) -> None:
    answer = send(given, **how)
    assert answer.status_code == status, answer.content
    assert answer.content
    assert not Tally.objects.exists()


def test_one_that_was_called_off_takes_nothing_in(campaign: Campaign, helpline: Helpline) -> None:
    call_off(campaign=campaign.pk, on=YESTERDAY, by=helpline.lead.row.pk)
    assert send(report()).status_code == 404


def test_a_report_without_a_signature_or_by_another_method_is_refused(campaign: Campaign) -> None:
    assert Client().post("/hooks/campaign/", report(), content_type="application/json").status_code == 401
    assert Client().get("/hooks/campaign/").status_code == 405
