"""The ledger as it is kept: drawn once, never changed, never past the budget."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from django.db.models import Model, Sum

from quietline.audit.models import Act, Entry
from quietline.campaigns.actions import add_areas
from quietline.campaigns.models import Area
from quietline.insights.released.actions import draw
from quietline.insights.released.ledger import frozen, spends
from quietline.insights.released.lists import NOT_TOLD
from quietline.insights.released.models import LedgerCell, LedgerRow, Release
from quietline.insights.releases.ledger import Spend, spent
from quietline.insights.releases.tables import BUDGET, T1, T2, T3
from quietline.insights.releases.windows import ReleaseRefused, Window
from quietline.tally.actions import add
from quietline.tally.measures import Count, Measure
from tests.factories.figures import CLOSED, QUARTER, changeable, count_contacts
from tests.factories.helpline import Helpline

pytestmark = pytest.mark.django_db(databases=["default", "figures"])


@pytest.fixture
def kept_figures(transactional_db: None, kept_helpline: Helpline) -> Iterator[Helpline]:
    yield kept_helpline
    with changeable():
        LedgerCell.objects.all().delete()
        LedgerRow.objects.all().delete()


@pytest.fixture(autouse=True)
def begun(request: pytest.FixtureRequest) -> None:
    """The helpline counted something before: what lies before its first contact is not released at all."""
    request.getfixturevalue("kept_figures" if "kept_figures" in request.fixturenames else "helpline")
    add(counts=[Count(measure=Measure.CONTACTS, on=date(2025, 12, 1), channel="chat")])


def drawn(window: Window = QUARTER, on: date = CLOSED) -> dict[tuple[str, Window], dict[tuple[str, ...], int]]:
    return {(one.table.name, one.window): dict(one.values) for one in draw(window=window, on=on, by=None)}


def test_a_quarter_is_drawn_into_every_cell_of_its_lists(helpline: Helpline) -> None:
    count_contacts()
    tables = drawn()
    areas = {*Area.objects.values_list("code", flat=True), NOT_TOLD}
    assert set(tables) == {("T1", month) for month in QUARTER.months} | {("T2", QUARTER), ("T3", QUARTER)}
    assert {code for (code,) in tables["T1", QUARTER.months[1]]} == areas
    assert {area for area, _ in tables["T2", QUARTER]} == areas
    assert (len(tables["T2", QUARTER]), len(tables["T3", QUARTER])) == (len(areas) * 8, 8 * 4)
    # Near the truth: within 15 standard deviations, where a wrong sum is off by hundreds.
    true = 5 * sum(3 * (len(areas)) for _ in QUARTER.months) * 4
    assert sum(tables["T3", QUARTER].values()) == pytest.approx(true, abs=15 * 7.1 * 32**0.5)
    assert spent(QUARTER.months[0], spends()) == BUDGET


def test_drawn_once_the_same_numbers_stand_whatever_comes(helpline: Helpline) -> None:
    count_contacts()
    first, rows = drawn(), LedgerRow.objects.count()
    count_contacts(seed=2)
    assert drawn() == first
    assert (LedgerRow.objects.count(), Entry.objects.filter(act=Act.FIGURES_DRAWN).count()) == (rows, 1)
    month = QUARTER.months[2]
    assert drawn(month) == {("T1", month): first["T1", month]}


def test_an_area_that_comes_in_the_middle_of_a_quarter_waits_for_the_next(helpline: Helpline) -> None:
    drawn(QUARTER.months[0], on=date(2026, 2, 10))
    add_areas(names=["Newly Drawn"])
    tables = drawn()
    assert {area for (area,) in tables["T1", QUARTER.months[2]]} == {
        area for (area,) in tables["T1", QUARTER.months[0]]
    }
    following = Window.of("2026-04")
    assert ("newly-drawn",) in drawn(following, on=date(2026, 5, 10))["T1", following]


def test_a_part_counts_in_the_area_that_is_offered(helpline: Helpline) -> None:
    whole = Area.objects.order_by("position").first()
    assert whole is not None
    Area.objects.create(code="harbour", name="Harbour", parent=whole, is_offered=False)
    month = QUARTER.months[0]
    add(counts=[Count(measure=Measure.CONTACTS, on=month.first, area="harbour", channel="chat", amount=500)])
    values = drawn(month)["T1", month]
    assert values[(whole.code,)] == pytest.approx(500, abs=60)
    assert ("harbour",) not in values


@pytest.mark.parametrize(
    ("window", "on", "says"),
    [
        ("2026Q1", date(2026, 4, 9), "is not closed before 2026-04-10"),
        ("2026-03", date(2026, 3, 31), "Release it from that day on"),
    ],
)
def test_an_open_window_is_refused_and_nothing_is_drawn(helpline: Helpline, window: str, on: date, says: str) -> None:
    with pytest.raises(ReleaseRefused, match=says):
        drawn(Window.of(window), on)
    assert not LedgerRow.objects.exists()
    assert not Entry.objects.filter(act=Act.FIGURES_DRAWN).exists()


def test_what_is_past_the_budget_is_refused(helpline: Helpline) -> None:
    LedgerRow.objects.create(
        table="T9", first=QUARTER.first, last=QUARTER.last, epsilon="0.600", drawn_on=date(2026, 4, 10)
    )
    with pytest.raises(ReleaseRefused, match=r"The budget of 1\.0 for contacts of 2026-01 is spent"):
        drawn()
    assert LedgerRow.objects.count() == 1


def test_lists_that_lack_something_are_refused(helpline: Helpline) -> None:
    add(counts=[Count(measure=Measure.CONTACTS, on=QUARTER.first, area="atlantis", channel="chat")])
    with pytest.raises(ReleaseRefused, match="area “atlantis”, which is missing"):
        drawn()
    Area.objects.all().delete()
    with pytest.raises(ReleaseRefused, match="Load the areas first"):
        drawn()
    assert not LedgerRow.objects.exists()


def test_the_database_refuses_to_change_or_delete(helpline: Helpline) -> None:
    drawn()
    Release.objects.create(
        number="2026-1", title="x", first=CLOSED, last=CLOSED, issued_on=CLOSED, signed="{}", public_key=""
    )
    changed: list[tuple[type[Model], dict[str, Any]]] = [
        (LedgerRow, {"epsilon": 0}),
        (LedgerCell, {"value": 0}),
        (Release, {"signed": ""}),
    ]
    for model, changes in changed:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic("figures"):
            model._default_manager.update(**changes)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic("figures"):
            model._default_manager.all()._raw_delete("figures")
    assert LedgerCell.objects.aggregate(total=Sum("value"))["total"] != 0


@pytest.mark.django_db(transaction=True, databases=["default", "figures"])
def test_two_who_draw_at_once_draw_once(kept_figures: Helpline) -> None:
    count_contacts(each=40)
    ready, seen = threading.Barrier(4), []

    def work() -> None:
        ready.wait()
        try:
            seen.append(drawn())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert all(each == seen[0] for each in seen)
    assert LedgerRow.objects.count() == 5
    (stored,) = frozen([Spend(T2, QUARTER)])
    assert dict(stored.values) == seen[0]["T2", QUARTER]
    assert {spend.table for spend in spends()} == {T1, T2, T3}
