"""The register's pages: who comes in, what is kept, what is refused with everything still typed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from quietline.audit.models import Act, Entry
from quietline.campaigns.models import Area, Campaign
from quietline.campaigns.plans.queries import plans_of
from quietline.campaigns.queries import areas
from quietline.team.roles.rules import Role
from tests.factories.helpline import Helpline, give, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "figures"])

TABLE = (
    "code,name,parent,kind,offered\nlarkshire,Larkshire,,Force,yes\nesk-vale,Esk Vale,larkshire,County,\n"
    "upper-esk,Upper Esk,esk-vale,District,\n"
)


@pytest.fixture
def lead(helpline: Helpline) -> Client:
    return signed_in(helpline.lead)


def form(**change: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "name": "Spring in the north",
        "begins_on": str(today + timedelta(days=30)),
        "ends_on": str(today + timedelta(days=90)),
        "areas": ["north-larkmere"],
        "partners": "Larkmere Police\nEsk Trust",
        "phases": f"Launch, {today + timedelta(days=30)}, {today + timedelta(days=36)}",
        "embed_origins": "https://Video.example/",
        "heading_en": "Worried about your thoughts?",
    } | change


def register(client: Client, **change: Any) -> Campaign:
    answer = client.post("/campaigns/new/", form(**change))
    assert answer.status_code == 302, answer.content.decode()
    return Campaign.objects.get(pk=answer["Location"].split("/")[2])


def plan(**change: Any) -> dict[str, Any]:
    return {
        "outcome": "help_seekers",
        "areas": ["north-larkmere"],
        "comparison_areas": ["esk-vale"],
        "step": "month",
        "months_before": "36",
        "months_after": "6",
        "exposure": "step",
        "ramp_months": "0",
        "wash_out_months": "0",
    } | change


def test_a_campaign_is_registered_changed_and_called_off(lead: Client) -> None:
    row = register(lead)
    page = lead.get(f"/campaigns/{row.pk}/").content.decode()
    for said in ("Larkmere Police", "North Larkmere", f"/c/{row.code}/", "https://video.example", "Launch"):
        assert said in page
    assert row.name in lead.get("/campaigns/").content.decode()
    assert lead.post(f"/campaigns/{row.pk}/change/", form(name="Spring again")).status_code == 302
    row.refresh_from_db()
    assert row.name == "Spring again"
    lead.post(f"/campaigns/{row.pk}/call-off/")
    assert "called off" in lead.get(f"/campaigns/{row.pk}/").content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "This field is required"),
        ({"ends_on": "2020-01-01"}, "were the two dates swapped"),
        ({"begins_on": "soon"}, "like 2026-03-02"),
        ({"code": "talk"}, "consonants and digits"),
        ({"phases": "Launch"}, "must read: name, first day, last day"),
        ({"phases": "Launch, 2020-01-01, 2020-01-02"}, "not within the campaign"),
        ({"embed_origins": "http://video.example"}, "is no site"),
        ({"areas": ["nowhere"]}, "Select a valid choice"),
        ({"heading_en": "", "text_en": "Talk to us."}, "needs a heading"),
    ],
)
def test_a_wrong_form_is_refused_with_all_that_was_typed(lead: Client, change: dict[str, Any], said: str) -> None:
    answer = lead.post("/campaigns/new/", form(**change))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "Esk Trust" in page
    assert not Campaign.objects.exists()


def test_a_code_that_is_taken_is_told(lead: Client) -> None:
    register(lead, code="k7m3")
    answer = lead.post("/campaigns/new/", form(code="K7M3"))
    assert answer.status_code == 409
    assert "Another campaign has this code" in answer.content.decode()


def test_only_administrators_and_evaluators_come_in(helpline: Helpline) -> None:
    mina = signed_in(helpline.mina)
    for where in ("/campaigns/", "/campaigns/new/", "/campaigns/areas/"):
        answer = mina.get(where)
        assert answer.status_code == 403
        assert "Ask yours" in answer.content.decode()
    assert Client().get("/campaigns/").status_code == 302
    give(helpline.mina, Role.EVALUATOR)
    assert mina.get("/campaigns/").status_code == 200
    assert mina.post("/campaigns/areas/", {"table": TABLE, "sure": "yes"}).status_code == 403


def test_campaigns_of_the_same_area_and_days_are_warned_of(lead: Client) -> None:
    lead.post("/campaigns/areas/", {"table": TABLE, "sure": "yes"})
    one = register(lead, areas=["larkshire"])
    other = register(lead, areas=["upper-esk"], name="In the dale")
    elsewhere = register(lead, areas=["north-larkmere"], name="Elsewhere")
    page = lead.get(f"/campaigns/{one.pk}/").content.decode()
    assert f"/campaigns/{other.pk}/" in page
    assert "in Upper Esk" in page
    assert "be told apart" in page
    assert f"/campaigns/{elsewhere.pk}/" not in page


def test_a_plan_is_locked_at_the_start_and_later_ones_are_exploratory(lead: Client) -> None:
    row = register(lead)
    where = f"/campaigns/{row.pk}/plan/"
    assert "Locked from" in lead.get(where).content.decode()
    assert lead.post(where, plan()).status_code == 302
    assert "Planned, locked from the first day on" in lead.get(f"/campaigns/{row.pk}/").content.decode()
    past = timezone.localdate() - timedelta(days=1)
    Campaign.objects.filter(pk=row.pk).update(begins_on=past)
    late = register(lead, begins_on=str(past), phases="")
    where = f"/campaigns/{late.pk}/plan/"
    refused = lead.post(where, plan())
    assert refused.status_code == 409
    assert "say why the plan is changed" in refused.content.decode()
    assert lead.post(where, plan(reason="Nobody thought of it before.")).status_code == 302
    page = lead.get(f"/campaigns/{late.pk}/").content.decode()
    assert "Exploratory: written after the start" in page
    assert "Nobody thought of it before." in page
    assert "Nothing was planned before it began" in page
    assert Entry.objects.filter(act=Act.CAMPAIGN_PLANNED).count() == 2


@pytest.mark.parametrize(
    ("change", "status"), [({"months_before": "6"}, 422), ({"comparison_areas": ["north-larkmere"]}, 409)]
)
def test_a_plan_that_can_not_be_followed_keeps_what_was_typed(
    lead: Client, change: dict[str, Any], status: int
) -> None:
    row = register(lead)
    answer = lead.post(f"/campaigns/{row.pk}/plan/", plan(**change))
    assert answer.status_code == status
    assert plans_of(row.pk) == []


def workbook() -> SimpleUploadedFile:
    book, content = Workbook(), BytesIO()
    for line in TABLE.splitlines():
        book.active.append(line.split(","))
    book.save(content)
    return SimpleUploadedFile("areas.xlsx", content.getvalue())


def test_areas_are_shown_before_they_are_kept(lead: Client) -> None:
    answer = lead.post("/campaigns/areas/", {"file": workbook()})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "2 new, 1 changed" in page
    assert "upper-esk,Upper Esk" in page  # carried on as text
    assert Area.objects.count() == 2
    assert lead.post("/campaigns/areas/", {"table": TABLE, "sure": "yes"}).status_code == 302
    assert Area.objects.get(code="upper-esk").parent == Area.objects.get(code="esk-vale")
    assert {area.code for area in areas()} == {"larkshire", "esk-vale", "north-larkmere"}
    assert Entry.objects.filter(act=Act.AREAS_LOADED).exists()


def test_wrong_areas_are_refused_whole_and_nothing_typed_is_lost(lead: Client) -> None:
    table = f"{TABLE}larkshire,Again,,,\nx,X,nowhere,,\n"
    answer = lead.post("/campaigns/areas/", {"table": table, "sure": "yes"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Row 5" in page
    assert "Row 6" in page
    assert "nowhere" in page
    assert Area.objects.count() == 2
    assert lead.post("/campaigns/areas/", {"table": ""}).status_code == 422
