"""Counts on their way to the figures: put down with what they count, carried through the one-way door a little later.

An addition is written in the transaction of what it counts, so neither stands alone. It names a measure and a day,
never a thread. Additions are carried in numbered parcels: the figures remember the last number they took in, so that
a parcel carried twice (the server was killed in between) is counted once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from quietline.contact.models import Addition, Outbox
from quietline.tally.actions import take_in
from quietline.tally.measures import Measure
from quietline.tally.queries import last_parcel


def addition(measure: Measure, at: datetime) -> Addition:
    """The row that counts one: the helpline's own calendar day is all that is kept of the instant."""
    return Addition(measure=measure, on=timezone.localdate(at))


def carry(*, by: None = None) -> int:
    """Carry what waits to the figures; returns how many additions. Safe to repeat and to run on several nodes."""
    parcel = _packed()
    if parcel is None:
        return 0
    rows = Addition.objects.filter(parcel=parcel)
    sums = rows.values("measure", "on").annotate(count=Count("pk")).order_by("measure", "on")
    take_in(parcel=parcel, additions=[(Measure(row["measure"]), row["on"], row["count"]) for row in sums])
    carried, _ = rows.delete()
    return carried


def _packed() -> int | None:
    """The number of the parcel to carry: one left over from a carrier that was stopped, else all that waits now."""
    with transaction.atomic():
        outbox, _ = Outbox.objects.select_for_update().get_or_create(pk=1)
        left = Addition.objects.exclude(parcel=None).values_list("parcel", flat=True).first()
        if left is not None:
            return left
        # After a restore the figures may have taken in more than is remembered here.
        number = max(outbox.parcels, last_parcel()) + 1
        if not Addition.objects.filter(parcel=None).update(parcel=number):
            return None
        Outbox.objects.filter(pk=1).update(parcels=number)
        return number
