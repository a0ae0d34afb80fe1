"""The one-way door: additions go in, nothing of who or when comes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F

from quietline.tally.measures import Measure
from quietline.tally.models import Door, Tally


def take_in(*, parcel: int, additions: Iterable[tuple[Measure, date, int]]) -> None:
    """Add each count to its measure and day. Takes days, never an instant or an identifier.

    Parcels are numbered upwards; one that was taken in before changes nothing.
    """
    with transaction.atomic(using="figures"):
        door, _ = Door.objects.select_for_update().get_or_create(pk=1)
        if parcel <= door.last_parcel:
            return
        for measure, on, count in additions:
            tally, _ = Tally.objects.get_or_create(measure=measure, on=on)
            Tally.objects.filter(pk=tally.pk).update(count=F("count") + count)
        Door.objects.filter(pk=door.pk).update(last_parcel=parcel)
