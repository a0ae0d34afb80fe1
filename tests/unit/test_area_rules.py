from __future__ import annotations

import json

import pytest

from quietline.campaigns.areas.reading import NotAreas, read
from quietline.campaigns.areas.rules import AreaGiven, below, problems

TREE = {"north": "", "esk": "north", "upper-esk": "esk", "south": ""}


def reasons(given: list[AreaGiven], kept: dict[str, str] | None = None) -> list[str]:
    return [str(problem) for problem in problems(given, kept or {})]


def test_an_area_stands_for_itself_and_all_its_parts() -> None:
    assert below(["north"], TREE) == {"north", "esk", "upper-esk"}
    assert below(["esk", "south"], TREE) == {"esk", "upper-esk", "south"}


def test_a_good_tree_may_name_parts_before_what_they_are_part_of() -> None:
    given = [AreaGiven(code="esk", name="Esk", parent="north"), AreaGiven(code="north", name="North")]
    assert reasons(given) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([AreaGiven(code="esk", name="Esk", parent="nowhere", row=4)], "row 4: There is no area “nowhere”"),
        (
            [AreaGiven(code="a", name="A", row=2), AreaGiven(code="a", name="B", row=3)],
            "row 3: The code “a” was there",
        ),
        ([AreaGiven(code="Esk", name="Esk", row=2)], "is there already as “esk”"),
        ([AreaGiven(code="a", name="A", parent="a", row=2)], "a is part of a: that is a loop"),
        (
            [AreaGiven(code="north", name="N", parent="upper-esk", row=2)],
            "that is a loop",
        ),
        ([AreaGiven(code="é", name="A", row=2)], "row 2: “é” is no code"),
        ([AreaGiven(code="a", name="", row=2)], "row 2: The name is missing"),
        ([AreaGiven(code="a", name="=1+1", row=2)], "must not begin like a formula"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(given: list[AreaGiven], said: str) -> None:
    found = reasons(given, TREE)
    assert len(found) == 1
    assert said in found[0]


def test_it_reads_tables_and_geojson_alike() -> None:
    table = "Name;Code;Parent;Kind\nNorth;north;;Force\nEsk Vale;esk;north;County\n"
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [0, 0]}, "properties": properties}
        for properties in (
            {"code": "north", "name": "North", "kind": "Force", "secret": "not read"},
            {"code": "esk", "name": "Esk Vale", "parent": "north", "kind": "County"},
        )
    ]
    document = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    plain = [(area.code, area.name, area.parent, area.kind) for area in read(table.encode("cp1252"))]
    assert plain == [(area.code, area.name, area.parent, area.kind) for area in read(document)]
    assert plain == [("north", "North", "", "Force"), ("esk", "Esk Vale", "north", "County")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"name,parent\nx,y\n", "code is missing"),
        (b"code,name\na,A\nb;B\n", "parted by"),
        (b"code,name\na,A,extra\n", "There are 3 cells"),
        (b"code,name,offered\na,A,perhaps\n", "neither yes nor no"),
        (b'{"type": "FeatureCollection"}', "FeatureCollection"),
        (b'{"features": [{"properties": {"code": "a"}}]}', "need code and name"),
        (b"{", "is none"),
        (b"\x00\x01\x02", "no table of text"),
        ("code,name\na,Ä\n".encode() + "b,Ö\n".encode("cp1252"), "mixes encodings"),
        (b'code,name\na,"open\n', "quotation marks"),
    ],
)
def test_what_can_not_be_read_says_why(content: bytes, said: str) -> None:
    with pytest.raises(NotAreas) as refused:
        read(content)
    assert said in str(refused.value.problems[0])
