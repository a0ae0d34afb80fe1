"""What can stand in a release, and what is refused with its reason."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from quietline.insights.releases.canonical import Malformed, read, written
from quietline.insights.releases.document import (
    Correction,
    Document,
    Named,
    PublishedTable,
    Ratio,
    Total,
)
from quietline.insights.releases.sums import total
from quietline.insights.releases.tables import T1
from quietline.insights.releases.windows import Window
from quietline.insights.releases.wording import NotPublishable, check_doubling
from tests.unit.releases.cases import QUARTER
from tests.unit.releases.published import AREAS, BY_CHANNEL, EVALUATED, MONTHS, RULE, UNIT, a_document, with_table


def test_a_document_comes_back_as_it_was_written() -> None:
    document = a_document()
    content = written(document)
    assert read(content) == document
    assert written(read(content)) == content
    shuffled = replace(document, tables=document.tables[::-1], areas=document.areas[::-1])
    assert written(shuffled) == content


def test_it_says_how_numbers_are_shown_and_what_they_add_up_to() -> None:
    document = a_document()
    plain = json.loads(written(document))
    cells = {tuple(cell["at"]): (cell["value"], cell["shown"]) for cell in plain["tables"][1]["cells"]}
    assert cells[("north-2",)] == (-2, "fewer than 10")
    assert cells[("north-1",)] == (48, "50")
    quarter = plain["totals"][0]
    stored = total(MONTHS, [("north-1",), ("north-2",)])
    assert (quarter["value"], quarter["shown"]) == (stored.value, "155")
    assert Decimal(quarter["deviation"]) == round(Decimal(stored.deviation), 1)
    assert stored.within <= quarter["within"] < stored.within + 1
    own = document.sum_of(document.totals[1])
    assert isinstance(own.value, Fraction)
    assert plain["totals"][1]["value"] == str(own.value)
    assert plain["chances"] == ["0.73", "0.88", "0.95"]


DOCUMENT = a_document()
PUBLISHED = DOCUMENT.tables[0]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"number": "2026-0"}, "no number of a release"),
        ({"corrects": Correction(number="2026-2", reason="A slip.")}, "only correct a release before it"),
        ({"issued_on": date(2026, 4, 9)}, "2026-03 is not closed before 2026-04-10"),
        ({"tables": ()}, "at least one table"),
        ({"tables": (*DOCUMENT.tables, PUBLISHED)}, "T1 of 2026-01 is there twice"),
        ({"areas": AREAS[:3]}, "'east' has no name"),
        ({"areas": (*AREAS[:2], replace(AREAS[2], parent="west"), AREAS[3])}, "'west' has no name"),
        ({"areas": (replace(AREAS[0], parent="north-1"), *AREAS[1:])}, "lies in itself"),
        ({"areas": (*AREAS[:2], replace(AREAS[2], parent="north-1"), AREAS[3])}, "a contact would be in two cells"),
        ({"areas": (*AREAS, AREAS[0])}, "is there twice"),
        ({"campaigns": ()}, "campaign of an evaluation 'spring' has no name"),
        ({"title": "  "}, "title is empty"),
        ({"title": "Contacts\u202e0002"}, "can't be seen"),
        ({"publisher": "A helpline\nof ours"}, "can't be seen"),
        (
            {"totals": (Total(name="A year", table="T1", windows=(Window.of("2026-05"),), cells=(("east",),)),)},
            "has not",
        ),
        ({"totals": (Total(name="West", table="T1", windows=QUARTER.months, cells=(("west",),)),)}, "these cells"),
    ],
)
def test_what_does_not_fit_together_is_refused(changed: dict[str, object], why: str) -> None:
    with pytest.raises(NotPublishable, match=why):
        replace(DOCUMENT, **changed)  # type: ignore[arg-type]


def test_tables_hold_every_cell_and_add_up() -> None:
    values = dict(DOCUMENT.tables[3].values)
    with pytest.raises(NotPublishable, match="lacks east × other"):
        with_table(DOCUMENT, 3, values={cell: value for cell, value in values.items() if cell != ("east", "other")})
    with pytest.raises(NotPublishable, match="do not add up to its months"):
        with_table(DOCUMENT, 3, values=values | {("east", "own"): values["east", "own"] + 1})
    with pytest.raises(NotPublishable, match="only T2 is shifted"):
        with_table(DOCUMENT, 0, values=dict(PUBLISHED.values) | {("east",): Fraction(1, 2)})
    with pytest.raises(NotPublishable, match="no protected number"):
        with_table(DOCUMENT, 0, values=dict(PUBLISHED.values) | {("east",): 1.5})
    with pytest.raises(NotPublishable, match="32 missing days of 31"):
        with_table(DOCUMENT, 0, missing_days=32)
    with pytest.raises(NotPublishable, match="unlike units"):
        with_table(DOCUMENT, 1, unit="page arrivals")
    with pytest.raises(NotPublishable, match="told by caller group and channel"):
        PublishedTable(table=BY_CHANNEL.table, window=QUARTER, unit=UNIT, area_rule=RULE, values={("own",): 3})


@pytest.mark.parametrize(
    ("low", "high", "doubled", "more"),
    [("1.51", "2.40", True, False), ("1.50", "2.40", False, False), ("1.60", "1.99", False, False),
     ("2.00", "2.90", True, False), ("2.01", "2.90", True, True)],
)  # fmt: skip
def test_a_doubling_is_written_where_the_rule_allows_it(low: str, high: str, *, doubled: bool, more: bool) -> None:
    ratio = Ratio(low=Decimal(low), middle=Decimal(high), high=Decimal(high))
    for text, allowed in (
        ("Contacts doubled over the spring", doubled),
        ("Twice as many contacts", doubled),
        ("Contacts more than doubled", more),
        ("OVER TWICE as many", more),
        ("The campaign redoubled its efforts", True),
    ):
        if allowed:
            check_doubling(text, ratio)
            continue
        with pytest.raises(NotPublishable, match="claims a doubling"):
            check_doubling(text, ratio)
    if not doubled:
        with pytest.raises(NotPublishable, match="claims a doubling"):
            replace(EVALUATED, ratio=ratio)


@pytest.mark.parametrize("number", ["1.234", "-1.00", "Infinity"])
def test_a_ratio_is_published_with_two_digits(number: str) -> None:
    with pytest.raises(NotPublishable, match="two digits"):
        Ratio(low=Decimal(number), middle=Decimal("1.30"), high=Decimal("1.40"))


def test_a_ratio_that_hangs_on_a_third_digit_is_no_evidence() -> None:
    assert Ratio(low=Decimal("1.00"), middle=Decimal("1.20"), high=Decimal("1.40")).verdict == "no_clear_evidence"
    assert Ratio(low=Decimal("1.01"), middle=Decimal("1.20"), high=Decimal("1.40")).verdict == "increase"
    assert Ratio(low=Decimal("0.70"), middle=Decimal("0.80"), high=Decimal("0.99")).verdict == "decrease"


CONTENT = written(DOCUMENT)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no JSON"),
        (b"[]\n", "schema is None"),
        (b"\xff\xfe", "no JSON"),
        (CONTENT[:-5], "no JSON"),
        (CONTENT + b" ", "another form"),
        (CONTENT.rstrip(), "another form"),
        (CONTENT.replace(b'"schema":1', b'"schema":2'), "look for a newer one"),
        (CONTENT.replace(b'"value":48', b'"value":48.0'), "48.0 is a number that releases do not have"),
        (CONTENT.replace(b'"value":48', b'"value":NaN'), "NaN is a number"),
        (CONTENT.replace(b'"value":48', b'"value":true'), "should be a whole number"),
        (CONTENT.replace(b'"value":48', b'"value":49'), "do not add up"),
        (CONTENT.replace(b'"shown":"50"', b'"shown":"55"'), "does not follow from the rest"),
        (CONTENT.replace(b'"shown":"155"', b'"shown":"150"'), "does not follow from the rest"),
        (CONTENT.replace(b'"0.73"', b'"0.51"'), "does not follow from the rest"),
        (CONTENT.replace(b'"verdict":"increase"', b'"verdict":"decrease"'), "does not follow from the rest"),
        (CONTENT.replace(b'"title"', b'"titel"'), "exactly areas, budget"),
        (CONTENT.replace(b'"table":"T1"', b'"table":"T9"', 1), "no table 'T9'"),
        (CONTENT.replace(b'"2026-04-14"', b'"20260414"'), "another form"),
        (CONTENT.replace(b'"issued_on":"2026-04-14"', b'"issued_on":"9999-99-99"'), "no JSON of the kind"),
        (CONTENT.replace(b'"1.62"', b'"1e999999999"'), "no JSON of the kind|two digits"),
        (CONTENT.replace(b'"Northland"', b'"\\ud800"', 1), "can't be seen"),
        (CONTENT.replace(b'"number":"2026-2"', b'"number":"2026-2","number":"2026-2"'), "another form"),
        (b'{"schema":1,"tables":' + b"[" * 100_000, "nested too deeply|no JSON"),
        (b'{"schema":1}\n', "exactly areas"),
        (b'{"schema":' + b"9" * 5_000 + b"}", "no JSON"),
    ],
)  # fmt: skip
def test_what_is_no_release_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        read(content)


def test_a_fraction_that_would_fill_the_memory_is_refused() -> None:
    some = next(str(value) for value in DOCUMENT.tables[3].values.values() if isinstance(value, Fraction))
    for text in ("1e999999999", "1/0", "10/4", "1.5"):
        with pytest.raises(Malformed):
            read(CONTENT.replace(f'"value":"{some}"'.encode(), f'"value":"{text}"'.encode()))


def test_codes_may_be_empty_for_what_is_not_told() -> None:
    table = PublishedTable(
        table=T1, window=Window.of("2026-01"), unit=UNIT, area_rule=RULE, values={("",): 12, ("east",): 14}
    )
    named = (Named(code="", name="Not told"), Named(code="east", name="Eastmark"))
    document = Document(
        number="2026-1", title="January", issued_on=date(2026, 2, 10), publisher="Dales", tables=(table,), areas=named
    )
    assert read(written(document)).named("area")[""] == "Not told"
