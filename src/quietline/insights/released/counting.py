"""The true counts of a table's cells. They go into the drawing and nowhere else."""

from __future__ import annotations

from collections import Counter

from quietline.insights.released.lists import AREA, CHANNEL, GROUP, Lists
from quietline.insights.releases.frozen import Cell
from quietline.insights.releases.tables import Table
from quietline.insights.releases.windows import ReleaseRefused, Window
from quietline.tally import queries as tally
from quietline.tally.measures import Measure
from quietline.tally.units import AreaRule, Unit

# What carries area, group and channel here. Every contact counts, whatever came of it: that is the demand.
MEASURE, UNIT, AREA_RULE = Measure.CONTACTS, Unit.CONTACTS_ATTEMPTED, AreaRule.SAID
_COLUMNS = {AREA: "area", GROUP: "caller_group", CHANNEL: "channel"}


def refuse_uncounted(window: Window) -> None:
    """Refuse a window in which this helpline counted nothing yet: noise alone would stand there as a figure.

    Raises:
        ReleaseRefused
    """
    began = tally.first_day(measure=MEASURE)
    if began is None or began > window.last:
        since = f"before {began:%-d %B %Y}" if began else "yet"
        raise ReleaseRefused(f"No contact was counted {since}: there is nothing to release for {window}.")


def counts(table: Table, window: Window, lists: Lists, areas: frozenset[str]) -> dict[Cell, int]:
    """The contacts of a window in each cell that has any.

    Raises:
        ReleaseRefused: some are counted under a code that no list has.
    """
    found = Counter[Cell]()
    by = tuple(_COLUMNS[dimension] for dimension in table.dimensions)
    for codes, count in tally.totals(measure=MEASURE, since=window.first, until=window.last, by=by).items():
        pairs = zip(table.dimensions, codes, strict=True)
        found[tuple(lists.place(dimension, code, areas) for dimension, code in pairs)] += count
    return dict(found)
