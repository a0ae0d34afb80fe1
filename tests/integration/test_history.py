"""Bringing earlier figures in by the page: a preview, all or nothing, kept apart, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quietline.audit.models import Act, Entry
from quietline.tally.history.models import HistoryFigure, HistorySource
from quietline.tally.history.queries import series
from quietline.tally.history.rules import Step
from quietline.tally.models import Tally
from quietline.tally.units import Unit
from tests.factories.helpline import Helpline, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "figures"])

PAGE = "/campaigns/history/"
TABLE = "".join(
    f"2023-{month:02},{area},{month}\n" for area in ("North Larkmere", "esk-vale") for month in range(1, 13)
)


@pytest.fixture
def lead(helpline: Helpline) -> Client:
    return signed_in(helpline.lead)


def given(table: str = f"Month,Area,Calls\n{TABLE}", **change: Any) -> dict[str, Any]:
    return {
        "name": "Old database",
        "unit": "contacts_answered",
        "step": "month",
        "area_rule": "recorded",
        "order": "",
        "table": table,
    } | change


def test_figures_are_shown_before_they_are_kept_and_can_be_taken_back(lead: Client) -> None:
    file = SimpleUploadedFile("old.csv", given()["table"].encode())
    answer = lead.post(PAGE, given(table="", file=file))
    page = answer.content.decode()
    assert answer.status_code == 200, page
    assert "156 contacts answered, 1 January 2023 to 31 December 2023" in page
    assert "Month,Area,Calls" in page  # carried on as text
    assert not HistorySource.objects.exists()
    assert lead.post(PAGE, given(sure="yes")).status_code == 302
    source = HistorySource.objects.get()
    assert "24 rows by month" in lead.get(PAGE).content.decode()
    assert series(unit=Unit.CONTACTS_ANSWERED, step=Step.MONTH)[HistoryFigure.objects.first().begins_on] == 2  # type: ignore[union-attr]
    assert series(unit=Unit.HELP_SEEKERS, step=Step.MONTH) == {}
    assert not Tally.objects.exists()
    assert lead.post(f"{PAGE}{source.pk}/undo/").status_code == 302
    assert not HistoryFigure.objects.exists()
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {Act.HISTORY_IMPORTED, Act.HISTORY_TAKEN_BACK} <= acts


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"table": f"Month,Area,Calls\n{TABLE}2023-03,Esk Vale,7\n"},
            "Row 26</strong>: 1 March 2023 was there before, in row 16",
        ),
        ({"table": f"Month,Area,Calls\n{TABLE.replace('2023-05,esk-vale,5', '2023-05,esk-vale,-5')}"}, "below zero"),
        (
            {"table": f"Month,Area,Calls\n{TABLE.replace('2023-05,esk-vale,5', '')}"},
            "esk-vale: nothing for 1 May 2023",
        ),
        ({"table": "Month,Area,Calls\n"}, "There are no figures in it"),
        ({"table": "Month,What\n2023-01,4\n"}, "Say which column holds the count"),
        ({"column_period": "Area", "column_count": "Calls"}, "is no month or week"),
    ],
)
def test_a_wrong_table_keeps_nothing_and_loses_nothing(lead: Client, change: dict[str, Any], said: str) -> None:
    answer = lead.post(PAGE, given(sure="yes", **change))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Old database" in page
    assert not HistorySource.objects.exists()


@pytest.mark.parametrize("change", [{"table": ""}, {"name": ""}, {"unit": "people"}])
def test_a_wrong_form_is_told(lead: Client, change: dict[str, Any]) -> None:
    assert lead.post(PAGE, given(**change)).status_code == 422


def test_a_gap_that_is_known_is_kept_as_missing(lead: Client) -> None:
    table = f"Month,Area,Calls\n{TABLE.replace('2023-05,esk-vale,5', '')}"
    answer = lead.post(PAGE, given(table, knows_gaps="on"))
    assert "1 period missing" in answer.content.decode()


def test_the_same_period_twice_is_not_counted_twice(lead: Client) -> None:
    lead.post(PAGE, given(sure="yes"))
    again = lead.post(PAGE, given(sure="yes"))
    assert again.status_code == 422
    assert "is in “Old database” already" in again.content.decode()
    assert lead.post(PAGE, given(sure="yes", unit="help_seekers")).status_code == 302


def test_a_source_that_never_was_is_taken_back_in_silence(lead: Client) -> None:
    assert lead.post(f"/campaigns/history/{'9' * 30}/undo/").status_code == 302


def test_columns_are_chosen(lead: Client) -> None:
    table = "A,B\n2023-01,4\n"
    chosen = {"column_period": "A", "column_count": "B"}
    assert "4 contacts answered" in lead.post(PAGE, given(table, **chosen)).content.decode()


def test_only_who_keeps_the_register_brings_figures_in(helpline: Helpline) -> None:
    mina = signed_in(helpline.mina)
    assert mina.post(PAGE, given(sure="yes")).status_code == 403
    assert mina.post(f"{PAGE}1/undo/").status_code == 403
