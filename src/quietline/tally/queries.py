from __future__ import annotations

from datetime import date

from django.db.models import Sum

from quietline.tally.measures import Measure
from quietline.tally.models import Door, Tally


def total(*, measure: Measure, since: date, until: date) -> int:
    """The sum of one measure over whole days, both ends included."""
    days = Tally.objects.filter(measure=measure, on__range=(since, until))
    return days.aggregate(total=Sum("count"))["total"] or 0


def last_parcel() -> int:
    """The number of the newest parcel that was taken in."""
    return Door.objects.values_list("last_parcel", flat=True).first() or 0
