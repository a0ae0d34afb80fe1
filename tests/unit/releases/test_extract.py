"""An extract has the numbers of the areas asked for, as they were drawn, and nothing of any other."""

from __future__ import annotations

import pytest

from quietline.insights.partners.extract import extract
from quietline.insights.releases.canonical import written
from tests.unit.releases.published import a_document

WHOLE = a_document()


def test_it_has_the_cells_asked_for_and_they_are_the_same() -> None:
    part = extract(WHOLE, areas={"north-1"}, campaigns=())
    assert part is not None
    assert {(one.name, one.window) for one in part.tables} == {
        (one.name, one.window) for one in WHOLE.tables if "area" in one.dimensions
    }
    for one in part.tables:
        whole = WHOLE.table(one.name, one.window)
        assert whole is not None
        assert dict(one.values) == {cell: whole.values[cell] for cell in whole.values if cell[0] == "north-1"}


@pytest.mark.parametrize("own", ["north-1", "north-2"])
def test_nothing_else_is_named_in_it(own: str) -> None:
    part = extract(WHOLE, areas={own}, campaigns=())
    assert part is not None
    text = written(part).decode().replace(part.title, "")
    others = [one for one in WHOLE.areas if one.code != own]
    for word in (*(one.name for one in others), *(f'"{one.code}"' for one in others), "Spring in the Dales", "phone"):
        assert word not in text, word


def test_a_campaign_comes_with_its_evaluation_where_its_areas_are_there() -> None:
    assert WHOLE.evaluations
    everything = {"north", "north-1", "north-2", "east"}
    for areas, campaigns, many in ((everything, {"spring"}, 1), ({"north-1"}, {"spring"}, 0), (everything, set(), 0)):
        part = extract(WHOLE, areas=areas, campaigns=campaigns)
        assert part is not None
        assert len(part.evaluations) == many, (areas, campaigns)


def test_a_total_is_left_only_where_all_of_it_is_there() -> None:
    part = extract(WHOLE, areas={"north-1", "north-2"}, campaigns=())
    assert part is not None
    (total,) = [one for one in part.totals if one.table == "T1"]
    assert part.sum_of(total) == WHOLE.sum_of(total)
    assert [one.table for one in extract(WHOLE, areas={"north-1"}, campaigns=()).totals] == []  # type: ignore[union-attr]


def test_of_no_area_there_is_nothing() -> None:
    assert extract(WHOLE, areas=set(), campaigns={"spring"}) is None
    assert extract(WHOLE, areas={"elsewhere"}, campaigns=()) is None
