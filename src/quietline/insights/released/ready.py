"""What can be released: closed months and quarters, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from quietline.insights.released.actions import tables_of
from quietline.insights.released.counting import MEASURE, refuse_uncounted
from quietline.insights.released.findings import findings
from quietline.insights.released.ledger import frozen, spends
from quietline.insights.released.lists import lists
from quietline.insights.released.making import Heading, made, next_number, publisher
from quietline.insights.released.models import Release
from quietline.insights.releases.document import Document
from quietline.insights.releases.ledger import Spend, check
from quietline.insights.releases.windows import ReleaseRefused, Window
from quietline.insights.releases.wording import NotPublishable
from quietline.tally.queries import first_day

_QUARTERS = 6  # so far back; an older one is reached by its address


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of one window: the release it stands in, or what that would say once it is drawn, or why it can't be drawn."""

    window: Window
    release: Release | None = None
    is_drawn: bool = False
    draft: Document | None = None
    left_out: tuple[str, ...] = ()
    refusal: str = ""


def ready(*, today: date) -> list[Standing]:
    """Closed windows that were not released: the newest quarters, and months of quarters that are still open."""
    began = first_day(measure=MEASURE)
    if began is None:
        return []
    quarters = _quarters(today)
    months = [month for month in reversed(quarters[0].months) if quarters[0].closes_on > today]
    closed = [each for each in (*months, *quarters) if each.closes_on <= today and each.last >= began]
    released = set(Release.objects.values_list("first", "last"))
    ledger = {(spend.table.name, spend.window) for spend in spends()}
    return [
        Standing(window=each, is_drawn=_names(each) <= ledger)
        for each in closed
        if (each.first, each.last) not in released
    ]


def standing(window: Window, *, today: date) -> Standing:
    """How far a window has come, with what its release would say."""
    row = Release.objects.filter(first=window.first, last=window.last, corrected_by=None).first()
    ledger = spends()
    if row is not None or not _names(window) <= {(spend.table.name, spend.window) for spend in ledger}:
        return Standing(window=window, release=row, refusal="" if row else _refusal(window, ledger, today))
    told_apart = lists()
    found = findings(window, told_apart.areas)
    try:
        draft = made(_heading(window, today), window, frozen(tables_of(window)), told_apart, found)
        return Standing(window=window, is_drawn=True, draft=draft, left_out=tuple(found.left_out))
    except (ReleaseRefused, NotPublishable) as why:
        return Standing(window=window, is_drawn=True, refusal=str(why))


def title_of(window: Window) -> str:
    """What a release is called where nobody says otherwise."""
    return (
        f"Contacts, {window.first:%B %Y}" if window.is_month else f"Contacts, {window.first:%B} to {window.last:%B %Y}"
    )


def _heading(window: Window, today: date) -> Heading:
    return Heading(number=next_number(today), title=title_of(window), issued_on=today, publisher=publisher())


def _refusal(window: Window, ledger: list[Spend], today: date) -> str:
    there = {(spend.table.name, spend.window) for spend in ledger}
    try:
        refuse_uncounted(window)
        for spend in tables_of(window):
            if (spend.table.name, spend.window) not in there:
                check(spend, ledger, on=today)
                ledger = [*ledger, spend]
    except ReleaseRefused as why:
        return str(why)
    return ""


def _names(window: Window) -> set[tuple[str, Window]]:
    return {(spend.table.name, spend.window) for spend in tables_of(window)}


def _quarters(today: date) -> list[Window]:
    """The quarter of today and those before it, the newest first."""
    at = today.year * 4 + (today.month - 1) // 3
    return [Window.of(f"{each // 4}Q{each % 4 + 1}") for each in range(at, at - _QUARTERS, -1)]
