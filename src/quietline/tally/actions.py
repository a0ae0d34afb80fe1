"""The one-way door: additions go in, nothing of who or when comes out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from quietline.tally.measures import Count
from quietline.tally.models import Door, Tally

logger = logging.getLogger(__name__)


def take_in(*, parcel: int, counts: Iterable[Count]) -> None:
    """Add each count to its tally. Takes days and short codes, never an instant or an identifier.

    Parcels are numbered upwards; one that was taken in before changes nothing. A tally never goes below zero: what a
    correction would take back and is not there (the figures were restored from an older copy) is left out and logged.
    """
    with transaction.atomic(using="figures"):
        door, _ = Door.objects.select_for_update().get_or_create(pk=1)
        if parcel <= door.last_parcel:
            return
        for count in counts:
            _add(count)
        Door.objects.filter(pk=door.pk).update(last_parcel=parcel)


def add(*, counts: Iterable[Count]) -> None:
    """Add counts that nothing else stands or falls with: whoever brings them remembers what was added."""
    with standing_still():
        for count in counts:
            _add(count)


@contextmanager
def standing_still() -> Iterator[None]:
    """A transaction of the figures during which nothing is added, and no second one like it runs: others wait."""
    with transaction.atomic(using="figures"):
        Door.objects.select_for_update().get_or_create(pk=1)
        yield


def _add(count: Count) -> None:
    # Whoever adds holds the door's row, so nobody else changes a tally meanwhile.
    tally = Tally.objects.filter(**count.place()).first() or Tally(**count.place())
    if tally.count + count.amount < 0:
        logger.warning("figures: a correction took back more than was counted")
    tally.count = max(0, tally.count + count.amount)
    tally.save()
