"""HSDS 3.0 in and out again, hostile documents, and what a signpost says."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.team.signposts import rules
from quietline.team.signposts.hsds import MOST_ENTRIES, STATUSES, NotAcceptable, as_json, parse
from quietline.team.signposts.rules import Entry, Organisation, Phone, Wrong, as_text, is_stale
from quietline.ui.words import fold, has_words, one_line, several_lines

SERVICE: dict[str, Any] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Esk Vale Family Centre",
    "status": "active",
    "organization": {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "Esk Vale Families", "description": ""},
}


def lines(most: int, least: int = 0) -> st.SearchStrategy[str]:
    return st.text(max_size=most).map(one_line).filter(lambda text: least <= len(text) <= most)


def addresses() -> st.SearchStrategy[str]:
    return st.just("") | st.from_regex(r"https?://[a-z0-9.-]{1,20}/[a-z0-9/_?=&-]{0,20}", fullmatch=True)


def organisations() -> st.SearchStrategy[Organisation]:
    text = st.text(max_size=60).map(several_lines)
    return st.builds(Organisation, st.uuids(), lines(60, 1), text, addresses())


def each(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=4, unique=True).map(tuple)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    known = draw(st.lists(organisations(), min_size=1, max_size=3, unique_by=lambda each: each.id))
    number = st.from_regex(r"\+?[0-9]{2,5} [0-9]{3,6}", fullmatch=True)
    ages = st.none() | st.integers(0, 50)
    return draw(
        st.lists(
            st.builds(
                Entry,
                id=st.uuids(),
                organisation=st.sampled_from(known),
                name=lines(120, 1),
                description=st.text(max_size=200).map(several_lines),
                url=addresses(),
                eligibility=lines(60),
                minimum_age=ages,
                maximum_age=st.none() | st.integers(50, 130),
                hours=lines(60),
                phones=each(st.builds(Phone, number, lines(40))),
                areas=each(st.from_regex(r"[a-z]{2,10}(-[a-z]{2,10})?", fullmatch=True)),
                languages=each(st.sampled_from(["en", "ar", "cy", "pt-br"])),
                needs=each(lines(60, 1)),
                checked_on=st.none() | st.dates(),
                is_retired=st.booleans(),
            ),
            max_size=4,
            unique_by=lambda entry: entry.id,
        )
    )


@given(given_entries=entries())
def test_what_is_exported_is_imported_as_it_was(given_entries: list[Entry]) -> None:
    text = as_json(given_entries)
    assert parse(text) == given_entries
    assert as_json(parse(text)) == text


@given(given_entries=entries())
def test_an_export_has_what_the_schema_requires(given_entries: list[Entry]) -> None:
    for service in json.loads(as_json(given_entries)):
        assert {"id", "name", "status"} <= service.keys()
        assert service["status"] in STATUSES
        assert {"id", "name", "description"} <= service["organization"].keys()
        assert None not in service.values()
        for phone in service["phones"]:
            assert {"id", "number"} <= phone.keys()
        for attribute in service["attributes"]:
            assert {"id", "name", "description"} <= attribute["taxonomy_term"].keys()
        nested = ("phones", "schedules", "service_areas", "languages", "attributes")
        assert all(UUID(item["id"]) for name in nested for item in service[name])


def test_a_service_as_the_specification_writes_it() -> None:
    service = SERVICE | {
        "minimum_age": 12,
        "assured_date": "2026-01-31",
        "alternate_name": "left out",
        "phones": [{"id": "x", "number": '"+44 1632 960102"', "extension": 100, "description": "reception"}],
        "schedules": [{"freq": "WEEKLY", "byday": "TH,FR", "opens_at": "10:00:00", "closes_at": "18:00:00"}],
        "service_areas": [{"name": "Esk Vale"}],
        "languages": [{"code": "EN", "name": "English"}],
        "attributes": [{"taxonomy_term": {"id": "y", "name": "parenting", "description": "-"}}],
    }
    for document in ([service], service, {"total_items": 1, "contents": [service]}):
        (entry,) = parse(json.dumps(document))
        assert entry.phones == (Phone("+44 1632 960102", "reception"),)
        assert entry.hours == "Thu, Fri 10:00–18:00"
        assert (entry.areas, entry.languages, entry.needs) == (("esk-vale",), ("en",), ("parenting",))
        assert (entry.minimum_age, entry.checked_on) == (12, date(2026, 1, 31))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "1"}, "id is missing or no UUID"),
        ({"id": ["x"]}, "id is missing or no UUID"),
        ({"name": ""}, "name is missing"),
        ({"name": 5}, "name is no text"),
        ({"name": "x" * 121}, "name is longer than 120"),
        ({"status": "open"}, "status is none of"),
        ({"status": {}}, "status is none of"),
        ({"organization": None}, "organization is missing"),
        ({"organization": {"id": SERVICE["id"]}}, "name is missing"),
        ({"url": "javascript:alert(1)"}, "no address of a website"),
        ({"url": "https://x/ y"}, "no address of a website"),
        ({"minimum_age": 1.5}, "no whole number"),
        ({"minimum_age": 1e999}, "not JSON"),
        ({"minimum_age": 10**40}, "no whole number"),
        ({"minimum_age": True}, "no whole number"),
        ({"minimum_age": -1}, "from 0 to 130"),
        ({"minimum_age": 30, "maximum_age": 20}, "lowest age is above"),
        ({"assured_date": "soon"}, "no day"),
        ({"assured_date": ["2026-01-01"]}, "no day"),
        ({"phones": {}}, None),
        ({"phones": "x"}, "phones is no list"),
        ({"phones": ["x"]}, "phones: an item is missing or no object"),
        ({"phones": [{"number": "call us"}]}, "no telephone number"),
        ({"phones": [{"number": "1"}] * 51}, "phones holds more than 50"),
        ({"languages": [{"code": "the Queen's"}]}, "no code of a language"),
        ({"service_areas": [{"name": "…"}]}, "no code of an area"),
        ({"attributes": [{"taxonomy_term": []}]}, "taxonomy_term is missing"),
        ({"description": "x" * 2_001}, "description is longer"),
    ],
)
def test_a_wrong_entry_is_named_with_its_reason(change: dict[str, Any], reason: str | None) -> None:
    other = SERVICE | {"id": "00000000-0000-4000-8000-000000000000", "name": "Another"}
    text = json.dumps([other, SERVICE | change])
    if reason is None:
        assert len(parse(text)) == 2
        return
    with pytest.raises(NotAcceptable) as refusal:
        parse(text)
    (problem,) = refusal.value.problems
    assert reason in problem.reason
    assert problem.entry.startswith("entry 2") or problem.entry == "the document"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "5",
        '"x"',
        "{",
        "[" * 100_000,
        '{"a":' * 50_000,
        "[NaN]",
        "[1" + "0" * 5_000 + "]",
        "[{}]",
        "[null]",
        "[[]]",
        '{"contents": {}}',
        "\x00",
        json.dumps([SERVICE] * 2),
        json.dumps([SERVICE] * (MOST_ENTRIES + 1)),
        json.dumps(
            [SERVICE, SERVICE | {"id": str(UUID(int=1)), "organization": SERVICE["organization"] | {"name": "B"}}]
        ),
    ],
)
def test_a_hostile_or_mistaken_document_is_refused_whole(text: str) -> None:
    with pytest.raises(NotAcceptable):
        parse(text)


@given(text=st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    with suppress(NotAcceptable):
        parse(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(SERVICE)), inner, max_size=4),
    max_leaves=12,
)
NAMES = [
    "id",
    "name",
    "status",
    "organization",
    "phones",
    "schedules",
    "url",
    "minimum_age",
    "assured_date",
    "languages",
]


@given(change=st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4))
def test_whatever_stands_in_a_service_is_read_or_refused(change: dict[str, Any]) -> None:
    with suppress(NotAcceptable):
        parse(json.dumps([SERVICE | change]))


def test_halves_of_a_character_and_overrides_are_taken_out() -> None:
    (entry,) = parse(json.dumps([SERVICE | {"name": "Esk\ud800 \u202eVale\x00"}]))
    assert entry.name == "Esk Vale"
    entry.name.encode()


def test_what_goes_into_a_reply() -> None:
    organisation = Organisation(UUID(int=1), "Esk Vale Families")
    entry = Entry(
        id=UUID(int=2),
        organisation=organisation,
        name="Family Centre",
        description="Advice for parents.",
        phones=(Phone("01632 960102"), Phone("01632 960103", "evenings")),
        hours="Tue 10:00–15:00",
        url="https://families.example/",
    )
    assert as_text(entry) == (
        "Family Centre (Esk Vale Families)\nAdvice for parents.\n01632 960102\n01632 960103 (evenings)\n"
        "Tue 10:00–15:00\nhttps://families.example/"
    )


def test_after_half_a_year_it_has_to_be_checked() -> None:
    today = date(2026, 11, 24)
    assert is_stale(None, today=today)
    assert not is_stale(today - rules.STALE_AFTER, today=today)
    assert is_stale(today - rules.STALE_AFTER - timedelta(days=1), today=today)
    assert not is_stale(today + timedelta(days=9), today=today), "a clock that was set back flags nothing"


@pytest.mark.parametrize("address", ["ftp://x/", "//x", "data:text/html,x", 'https://x/"onclick="', "https://"])
def test_only_addresses_of_websites(address: str) -> None:
    with pytest.raises(Wrong):
        rules.check_address(address)


@given(text=st.text())
def test_folding_forgets_capitals_and_accents(text: str) -> None:
    assert fold(text.upper()) == fold(fold(text).upper())
    assert fold(fold(text)) == fold(text)


def test_words_are_found_in_any_order_without_accents() -> None:
    assert has_words("ELAN cafe", "Café", "Élan")
    assert has_words("", "anything")
    assert has_words("قلقه", "قلقه")
    assert not has_words("cafe tea", "Café")
