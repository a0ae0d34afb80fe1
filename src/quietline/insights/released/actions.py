"""Drawing the protected numbers of a closed window, and releasing what was drawn. Neither can be taken back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.insights.released.counting import counts
from quietline.insights.released.ledger import areas_of_quarter, frozen, keep, spends
from quietline.insights.released.lists import lists
from quietline.insights.releases.frozen import Frozen, freeze
from quietline.insights.releases.ledger import Spend
from quietline.insights.releases.tables import T1, T2, T3
from quietline.insights.releases.windows import Window
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
