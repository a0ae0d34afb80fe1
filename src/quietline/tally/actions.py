"""The one-way door: additions go in, nothing of who or when comes out."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from django.db import connections, transaction
from django.db.models import F

from quietline.tally.measures import DIMENSIONS, Count
from quietline.tally.models import Door, MonthSum, Tally
from quietline.tally.months import Place, summed

logger = logging.getLogger(__name__)

_TO_TALLY = (
    'INSERT INTO tally_tally (measure, "on", channel, outcome, area, caller_group, field, option, count)'
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
    ' ON CONFLICT (measure, "on", channel, outcome, area, caller_group, field, option)'
    " DO UPDATE SET count = tally_tally.count + excluded.count"
)
_TO_MONTH = (
    "INSERT INTO tally_monthsum (measure, along, month, one, other, count) VALUES (%s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (measure, along, month, one, other)"
    " DO UPDATE SET count = tally_monthsum.count + excluded.count"
)


def take_in(*, parcel: int, counts: Iterable[Count]) -> None:
    """Add each count to its tally. Takes days and short codes, never an instant or an identifier.

    Parcels are numbered upwards; one that was taken in before changes nothing. A tally never goes below zero: what a
    correction would take back and is not there (the figures were restored from an older copy) is left out and logged.
    """
    with transaction.atomic(using="figures"):
        door, _ = Door.objects.select_for_update().get_or_create(pk=1)
        if parcel <= door.last_parcel:
            return
        _add(counts)
        Door.objects.filter(pk=door.pk).update(last_parcel=parcel)


def add(*, counts: Iterable[Count]) -> None:
    """Add counts that nothing else stands or falls with: whoever brings them remembers what was added."""
    with standing_still():
        _add(counts)


@contextmanager
def standing_still() -> Iterator[None]:
    """A transaction of the figures during which nothing is added, and no second one like it runs: others wait."""
    with transaction.atomic(using="figures"):
        Door.objects.select_for_update().get_or_create(pk=1)
        yield


def _add(counts: Iterable[Count]) -> None:
    """Tallies and the sums of their months, together. Whoever adds holds the door's row: nobody else changes them."""
    added = [count for count in map(_there_to_take, _merged(counts)) if count.amount]
    more = [count for count in added if count.amount > 0]
    rows = [_row(count) for count in more]
    sums = summed(added)
    upper = [(*place, amount) for place, amount in sums.items() if amount > 0]
    with connections["figures"].cursor() as cursor:
        if rows:
            cursor.executemany(_TO_TALLY, rows)
        if upper:
            cursor.executemany(_TO_MONTH, upper)
    for count in added:
        if count.amount < 0:
            Tally.objects.filter(**count.place()).update(count=F("count") + count.amount)
    _take_from_months(sums)


def _take_from_months(sums: Mapping[Place, int]) -> None:
    for (measure, along, month, one, other), amount in sums.items():
        if amount < 0:
            place = MonthSum.objects.filter(measure=measure, along=along, month=month, one=one, other=other)
            place.update(count=F("count") + amount)


def _merged(counts: Iterable[Count]) -> list[Count]:
    sums = Counter[Count]()
    for count in counts:
        sums[replace(count, amount=0)] += count.amount
    return [replace(place, amount=amount) for place, amount in sums.items() if amount]


def _there_to_take(count: Count) -> Count:
    """The same, taking back no more than there is."""
    if count.amount >= 0:
        return count
    there = Tally.objects.filter(**count.place()).values_list("count", flat=True).first() or 0
    if there + count.amount < 0:
        logger.warning("figures: a correction took back more than was counted")
    return replace(count, amount=max(count.amount, -there))


def _row(count: Count) -> tuple[str | date | int, ...]:
    return (count.measure.value, count.on, *(getattr(count, name) for name in DIMENSIONS), count.amount)
