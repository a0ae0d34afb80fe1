"""Drawing the protected numbers of a closed window, and releasing what was drawn. Neither can be taken back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.insights.released.counting import counts, refuse_uncounted
from quietline.insights.released.findings import findings
from quietline.insights.released.ledger import areas_of_quarter, frozen, keep, spends
from quietline.insights.released.lists import lists
from quietline.insights.released.making import Heading, made, next_number, publisher
from quietline.insights.released.models import Release
from quietline.insights.released.signing import own_key, secret
from quietline.insights.releases.document import Correction
from quietline.insights.releases.frozen import Frozen, freeze
from quietline.insights.releases.ledger import Spend
from quietline.insights.releases.signature import sign
from quietline.insights.releases.tables import T1, T2, T3
from quietline.insights.releases.windows import ReleaseRefused, Window
from quietline.tally.actions import standing_still


def tables_of(window: Window) -> list[Spend]:
    """What a release of a window is made of: its months by area and, of a quarter, its groups and channels."""
    months = [Spend(T1, month) for month in window.months]
    return months if window.is_month else [*months, Spend(T2, window), Spend(T3, window)]


def draw(*, window: Window, on: date, by: UUID | None) -> list[Frozen]:
    """The protected tables of a window; what was not drawn before is drawn now, once for ever.

    The ledger is locked from the question to the entry, and nothing is added to the counts meanwhile.

    Raises:
        ReleaseRefused: it is open, overlaps, or is past the budget; or a list is missing. Nothing was drawn then.
    """
    wanted, told_apart = tables_of(window), lists()
    names = {(spend.table.name, spend.window) for spend in wanted}
    with transaction.atomic(), standing_still():
        there = frozen(wanted)
        if len(there) == len(wanted):
            return there
        refuse_uncounted(window)
        others = [Frozen(spend, {}) for spend in spends() if (spend.table.name, spend.window) not in names]
        areas = areas_of_quarter(window) or frozenset(told_apart.offered)
        stored, tables = [*others, *there], []
        for spend in wanted:
            true = counts(spend.table, spend.window, told_apart, areas)
            one = freeze(spend, true, cells=told_apart.cells(spend.table, areas), stored=stored, on=on)
            if one not in stored:
                keep(one, on=on)
                stored.append(one)
            tables.append(one)
        record(act=Act.FIGURES_DRAWN, by=by)
    return tables


def release(*, window: Window, title: str, on: date, by: UUID | None, corrects: str = "", reason: str = "") -> str:
    """Sign and keep a release of a window, drawing what was not drawn; returns its number.

    Args:
        corrects: the number of the release whose place it takes, with the reason. Protected numbers stay as they were
            drawn: what a correction puts right are names, campaigns, title.

    Raises:
        ReleaseRefused: as `draw`; or the window was released, or what it corrects was not or is corrected already.
        NotPublishable: a title, name or reason can't be printed.
    """
    tables, told_apart = draw(window=window, on=on, by=by), lists()
    found = findings(window, told_apart.areas)
    with transaction.atomic(), standing_still():
        before = _corrected(window, corrects)
        heading = Heading(
            number=next_number(on),
            title=title,
            issued_on=on,
            publisher=publisher(),
            corrects=Correction(number=before.number, reason=reason) if before else None,
        )
        document = made(heading, window, tables, told_apart, found)
        Release.objects.create(
            number=heading.number,
            title=title,
            first=window.first,
            last=window.last,
            issued_on=on,
            signed=sign(document, secret()).decode(),
            public_key=own_key(),
            corrects=before,
        )
        record(act=Act.FIGURES_RELEASED, by=by)
    return heading.number


def _corrected(window: Window, number: str) -> Release | None:
    there = Release.objects.filter(first=window.first, last=window.last, corrected_by=None).first()
    if there is None and not number:
        return None
    if there is None or there.number != number:
        wanted = f"{window} stands in {there.number}" if there else f"{window} was never released"
        raise ReleaseRefused(f"{wanted}. A release is corrected by a successor that names it, once.")
    return there
