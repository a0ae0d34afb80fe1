"""A release as helplines publish them, invented: two districts and a county, a quarter, a campaign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

from quietline.insights.releases.document import (
    Campaign,
    Correction,
    Document,
    Named,
    PublishedEvaluation,
    PublishedTable,
    Ratio,
    Total,
)
from quietline.insights.releases.frozen import Frozen
from quietline.insights.releases.ledger import Spend
from quietline.insights.releases.sums import shift
from quietline.insights.releases.tables import T1, T2, T3
from tests.unit.releases.cases import QUARTER

UNIT, RULE = "contacts answered", "the area that the seeker chose"
AREAS = (
    Named(code="north", name="Northland"),
    Named(code="north-1", name="Upper Dale", parent="north"),
    Named(code="north-2", name="Lower Dale", parent="north"),
    Named(code="east", name="وادي الشرق"),
)
GROUPS = (Named(code="own", name="Own behaviour"), Named(code="other", name="Another adult"))
CHANNELS = (Named(code="chat", name="Chat"), Named(code="phone", name="Telephone"))
CELLS = ("north-1", "north-2", "east")
# Drawn once by hand: one is below 0, as noise leaves them.
MONTHS = [
    Frozen(Spend(T1, month), dict(zip([(cell,) for cell in CELLS], numbers, strict=True)))
    for month, numbers in zip(QUARTER.months, [(31, 8, 12), (48, -2, 14), (64, 5, 13)], strict=True)
]
GROUPED = Frozen(Spend(T2, QUARTER), dict(zip(product(CELLS, ("own", "other")), [90, 49, 4, 9, 22, 20], strict=True)))
BY_CHANNEL = Frozen(
    Spend(T3, QUARTER), dict(zip(product(("own", "other"), ("chat", "phone")), [80, 41, 35, 52], strict=True))
)
TABLES = tuple(
    PublishedTable.of(each, unit=UNIT, area_rule=RULE) for each in (*MONTHS, shift(GROUPED, MONTHS), BY_CHANNEL)
)
CAMPAIGN = Campaign(
    code="spring", name="Spring in the Dales", first_on=date(2026, 2, 1), last_on=date(2026, 3, 31), areas=("north",)
)
DOUBLED = Ratio(low=Decimal("1.62"), middle=Decimal("2.10"), high=Decimal("2.71"))
EVALUATED = PublishedEvaluation(
    campaign="spring",
    areas=("north-1", "north-2"),
    unit=UNIT,
    first_on=date(2026, 2, 1),
    last_on=date(2026, 3, 31),
    ratio=DOUBLED,
    sentence=(
        "From February 2026 to March 2026 the number of contacts answered in Lower Dale and Upper Dale together "
        "doubled against what was to be expected without the campaign (2.1 times as many, 95% interval 1.62 to 2.71)."
    ),
)


def a_document() -> Document:
    return Document(
        number="2026-2",
        title="Contacts in Northland, first quarter of 2026",
        issued_on=date(2026, 4, 14),
        publisher="Dales Helpline (invented)",
        tables=TABLES,
        areas=AREAS,
        caller_groups=GROUPS,
        channels=CHANNELS,
        campaigns=(CAMPAIGN,),
        totals=(
            Total(
                name="Northland, first quarter of 2026",
                table="T1",
                windows=QUARTER.months,
                cells=(("north-1",), ("north-2",)),
            ),
            Total(name="Own behaviour, all areas", table="T2", windows=(QUARTER,), cells=_own()),
        ),
        evaluations=(EVALUATED,),
        corrects=Correction(number="2026-1", reason="March was released without the East."),
    )


def with_table(document: Document, at: int, **changes: object) -> Document:
    """The same with something else in one of its tables."""
    tables = list(document.tables)
    tables[at] = replace(tables[at], **changes)  # type: ignore[arg-type]
    return replace(document, tables=tuple(tables))


def _own() -> tuple[tuple[str, ...], ...]:
    return tuple((cell, "own") for cell in CELLS)


def with_names(document: Document, named: Named, *, code: str = "") -> Document:
    """The same with one area named, or coded, otherwise."""
    old = code or named.code

    def changed(cell: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(named.code if each == old else each for each in cell)

    tables = tuple(
        replace(one, values={changed(cell): value for cell, value in one.values.items()}) for one in document.tables
    )
    totals = tuple(replace(one, cells=tuple(changed(cell) for cell in one.cells)) for one in document.totals)
    areas = tuple(named if one.code == old else one for one in document.areas)
    return replace(document, tables=tables, totals=totals, areas=areas)
