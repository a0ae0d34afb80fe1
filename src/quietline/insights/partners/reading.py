"""Released figures as far as a partner may see them: everything here is an extract, before anybody looks at it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import ceil

from quietline.insights.partners.extract import AREA, extract
from quietline.insights.partners.models import Partner
from quietline.insights.released import queries
from quietline.insights.released.models import Release
from quietline.insights.releases.display import shown
from quietline.insights.releases.document import Document, PublishedTable
from quietline.insights.releases.formats.pictures import across
from quietline.insights.releases.signature import NotGenuine
from quietline.insights.releases.sums import total
from quietline.insights.releases.tables import T1
from quietline.insights.releases.windows import ReleaseRefused, Window
from quietline.ui.charts import Chart

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """A release, and what a partner sees of it. `row.signed` is the whole of it."""

    row: Release
    document: Document


@dataclass(frozen=True, slots=True)
class Added:
    """A sum as it is shown, with how far its noise may have moved it (95%, up or down)."""

    unit: str
    number: str
    within: int


def releases(partner: Partner) -> list[Seen]:
    """Those that have something of a partner's areas, the newest first."""
    areas, campaigns = _own(partner)
    found = ((row, _part(row, areas, campaigns)) for row in queries.releases())
    return [Seen(row, document) for row, document in found if document is not None]


def release(partner: Partner, number: str) -> Seen | None:
    """One of them; none where it has nothing of theirs, as if it were not there."""
    row = queries.release(number)
    document = _part(row, *_own(partner)) if row else None
    return Seen(row, document) if row and document else None


def for_card(number: str, *, areas: Collection[str] = ()) -> Document | None:
    """What a card shows, whoever looks at it: of the areas named, or of everything."""
    row = queries.release(number)
    if row is None or not areas:
        return _whole(row) if row else None
    return _part(row, frozenset(areas), frozenset())


def months(seen: Iterable[Seen]) -> dict[Window, PublishedTable]:
    """The months by area that hold, in their order; of a month that stands in several releases the newest one's."""
    found: dict[Window, PublishedTable] = {}
    for each in seen:
        if each.row.successor is None:
            for one in each.document.tables:
                if one.name == T1.name:
                    found.setdefault(one.window, one)
    return dict(sorted(found.items()))


def over_time(tables: dict[Window, PublishedTable], names: dict[str, str]) -> Chart | None:
    """Areas month by month; none where they are too many to tell apart, or a month lacks one."""
    codes = sorted({code for one in tables.values() for code in one.codes(AREA)}, key=lambda code: names[code])
    rows = [
        (names[code], *(shown(one.values[code,]) if (code,) in one.values else "" for one in tables.values()))
        for code in codes
    ]
    if not rows:
        return None
    unit = next(iter(tables.values())).unit
    return across(
        f"{unit[0].upper()}{unit[1:]} by area", [str(each) for each in tables], rows, key="months", rtl=False
    )


def names(seen: Iterable[Seen]) -> dict[str, str]:
    """Areas by code, as the newest release that names one calls it."""
    found: dict[str, str] = {}
    for each in seen:
        for code, name in each.document.named(AREA).items():
            found.setdefault(code, name)
    return found


def added(tables: Collection[PublishedTable], codes: Collection[str]) -> Added:
    """These areas over these months.

    Raises:
        ReleaseRefused: they can't be added; the text says why.
    """
    first = next(iter(tables))
    if any(not first.is_like(other) for other in tables):
        raise ReleaseRefused("These months are of unlike units, area rules or channels: they can't be added.")
    found = total([one.protected for one in tables], [(code,) for code in codes])
    return Added(first.unit, shown(found.value), ceil(found.within))


def _own(partner: Partner) -> tuple[frozenset[str], frozenset[str]]:
    areas = partner.areas.values_list("code", flat=True)
    return frozenset(areas), frozenset(partner.campaigns.values_list("code", flat=True))


def _part(row: Release, areas: frozenset[str], campaigns: frozenset[str]) -> Document | None:
    document = _whole(row)
    return extract(document, areas=areas, campaigns=campaigns) if document else None


def _whole(row: Release) -> Document | None:
    try:
        return queries.document_of(row)
    except NotGenuine:
        # Never a number that nobody signed: to readers it is not there.
        logger.error("release %s was changed in the database and is not shown", row.number)  # noqa: TRY400
        return None
