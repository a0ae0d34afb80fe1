"""Counts on their way to the figures: put down with what they count, carried through the one-way door a little later.

An addition is written in the transaction of what it counts, so neither stands alone. It names a measure, a day and
short codes, never a thread or a contact; a correction adds what is below zero. Additions are carried in numbered
parcels: the figures remember the last number they took in, so that a parcel carried twice (the server was killed in
between) is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from quietline.contact.models import HELD_BACK, Addition, Outbox
from quietline.tally.actions import take_in
from quietline.tally.measures import DIMENSIONS, Count, Measure
from quietline.tally.queries import last_parcel
from quietline.tally.waits import band_of


def addition(measure: Measure, at: datetime) -> Addition:
    """The row that counts one: the helpline's own calendar day is all that is kept of the instant."""
    return Addition(measure=measure, on=timezone.localdate(at))


def wait_ended(channel: str, waited: timedelta, at: datetime) -> Addition:
    """The row that counts it: its channel, its band and the day it ended."""
    row = addition(Measure.WAITS, at)
    row.channel, row.option = channel, band_of(waited)
    return row


def put_down(counts: Iterable[Count]) -> None:
    """Write counts down inside the caller's transaction: what they count and they stand or fall together."""
    Addition.objects.bulk_create([Addition(**count.place(), amount=count.amount) for count in counts])


def carry(*, by: None = None) -> int:
    """Carry what waits to the figures; returns how many additions. Safe to repeat and to run on several nodes."""
    parcel = _packed()
    if parcel is None:
        return 0
    rows = Addition.objects.filter(parcel=parcel)
    sums = rows.values("measure", "on", *DIMENSIONS).annotate(amount=Sum("amount")).order_by("measure", "on")
    take_in(parcel=parcel, counts=[_count(row) for row in sums if row["amount"]])
    carried, _ = rows.delete()
    return carried


def parcels_packed() -> int:
    """How many parcels were packed; the figures have taken in as many at most."""
    return Outbox.objects.values_list("parcels", flat=True).first() or 0


def _count(row: Mapping[str, Any]) -> Count:
    return Count(**{**row, "measure": Measure(row["measure"])})


def _packed() -> int | None:
    """The number of the parcel to carry: one left over from a carrier that was stopped, else all that waits now."""
    with transaction.atomic():
        outbox, _ = Outbox.objects.select_for_update().get_or_create(pk=1)
        left = Addition.objects.filter(parcel__gt=HELD_BACK).values_list("parcel", flat=True).first()
        if left is not None:
            return left
        # After a restore the figures may have taken in more than is remembered here.
        number = max(outbox.parcels, last_parcel()) + 1
        if not Addition.objects.filter(parcel=None).update(parcel=number):
            return None
        Outbox.objects.filter(pk=1).update(parcels=number)
        return number
