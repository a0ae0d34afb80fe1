"""From stored tables to the document that is signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from quietline.campaigns.queries import campaigns
from quietline.insights.released.counting import AREA_RULE, MEASURE, UNIT
from quietline.insights.released.findings import Findings
from quietline.insights.released.lists import AREA, GROUP, NOT_TOLD, Lists
from quietline.insights.released.models import Release
from quietline.insights.releases.document import Campaign, Correction, Document, Named, PublishedTable, Total
from quietline.insights.releases.frozen import Frozen
from quietline.insights.releases.sums import Shifted, shift
from quietline.insights.releases.tables import T1, T2
from quietline.insights.releases.windows import Window
from quietline.tally.queries import first_day
from quietline.team.queries import organisation

_AREA_NOT_TOLD = "No area told"
_GROUP_NOT_TOLD = "No caller group told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands over a release."""

    number: str
    title: str
    issued_on: date
    publisher: str
    corrects: Correction | None = None


def made(heading: Heading, window: Window, tables: Sequence[Frozen], lists: Lists, found: Findings) -> Document:
    """The document of a window. Names are written in as they are today.

    Raises:
        NotPublishable: a name or the title can't be printed.
        ReleaseRefused: T2 does not fit its months.
    """
    areas = _names(AREA, tables, lists.areas, _AREA_NOT_TOLD)
    judged = {code: lists.areas[code] for one in found.evaluations for code in one.areas}
    groups = _names(GROUP, tables, lists.groups, _GROUP_NOT_TOLD)
    return Document(
        number=heading.number,
        title=heading.title,
        issued_on=heading.issued_on,
        publisher=heading.publisher,
        corrects=heading.corrects,
        tables=tuple(_published(one, tables) for one in tables),
        areas=_named(areas | judged),
        caller_groups=_named(groups),
        channels=() if window.is_month else _named(lists.channels),
        campaigns=tuple(_campaigns(window, lists, frozenset(areas) - {NOT_TOLD}, found.campaigns)),
        totals=tuple(_totals(window, areas)),
        evaluations=tuple(found.evaluations),
    )


def next_number(on: date) -> str:
    """The number of the next release of this year."""
    return f"{on.year}-{Release.objects.filter(number__startswith=f'{on.year}-').count() + 1}"


def publisher() -> str:
    found = organisation()
    return found.name if found else ""


def _published(one: Frozen, tables: Sequence[Frozen]) -> PublishedTable:
    shown: Frozen | Shifted = one
    if one.table == T2:
        shown = shift(one, [month for month in tables if month.table == T1])
    return PublishedTable.of(shown, unit=UNIT.shown, area_rule=AREA_RULE.shown, missing_days=_missing_days(one.window))


def _missing_days(window: Window) -> int:
    """Days of the window before this helpline counted anything."""
    began = first_day(measure=MEASURE)
    if began is None:
        return (window.last - window.first).days + 1
    return max(0, (min(began, window.last) - window.first).days)


def _names(dimension: str, tables: Sequence[Frozen], known: Mapping[str, str], not_told: str) -> dict[str, str]:
    """The codes of the cells, with their names; what was retired since keeps its name in the lists."""
    codes = {
        cell[one.table.dimensions.index(dimension)]
        for one in tables
        if dimension in one.table.dimensions
        for cell in one.values
    }
    return {code: not_told if code == NOT_TOLD else known.get(code, code) for code in sorted(codes)}


def _named(names: Mapping[str, str]) -> tuple[Named, ...]:
    # Without what an area lies in: nothing here is told of that.
    return tuple(Named(code=code, name=name) for code, name in names.items())


def _campaigns(window: Window, lists: Lists, areas: frozenset[str], judged: set[str]) -> list[Campaign]:
    """Those that ran in the window or are judged, in the areas that are told apart."""
    found = []
    for row in campaigns():
        ran = row.begins_on <= window.last and row.ends_on >= window.first
        codes = {lists.place(AREA, area.code, areas) for area in row.areas.all()} - {NOT_TOLD}
        if row.code in judged or (ran and row.called_off_on is None):
            found.append(
                Campaign(
                    code=row.code,
                    name=row.name,
                    first_on=row.begins_on,
                    last_on=row.ends_on,
                    areas=tuple(codes),
                )
            )
    return found


def _totals(window: Window, areas: Mapping[str, str]) -> list[Total]:
    """What a reader would otherwise add up from shown numbers, which do not add up."""
    every = Total(name="All areas", table=T1.name, windows=window.months, cells=tuple((area,) for area in areas))
    if window.is_month:
        return [every]
    return [
        every,
        *(Total(name=name, table=T1.name, windows=window.months, cells=((area,),)) for area, name in areas.items()),
    ]
