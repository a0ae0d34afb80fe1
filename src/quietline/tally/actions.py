"""The one-way door: additions go in, nothing of who or when comes out."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from quietline.tally.measures import Measure
from quietline.tally.models import Tally


def add(*, measure: Measure, on: date, count: int = 1) -> None:
    """Add to one day's count. Takes a day, never an instant or an identifier."""
    with transaction.atomic(using="figures"):
        tally, _ = Tally.objects.get_or_create(measure=measure, on=on)
        Tally.objects.filter(pk=tally.pk).update(count=F("count") + count)
