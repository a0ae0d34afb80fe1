from __future__ import annotations

from datetime import date

from django.db.models import QuerySet, Sum

from quietline.tally.measures import Measure
from quietline.tally.models import Door, Tally


def total(*, measure: Measure, since: date, until: date, **dimensions: str) -> int:
    """The sum of one measure over whole days, both ends included; where dimensions are given, of these values only."""
    days = _days(measure, since, until).filter(**dimensions)
    return days.aggregate(total=Sum("count"))["total"] or 0


def last_parcel() -> int:
    """The number of the newest parcel that was taken in."""
    return Door.objects.values_list("last_parcel", flat=True).first() or 0


def totals(*, measure: Measure, since: date, until: date, by: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """The same told apart by dimensions; what was never counted, or was taken back, is left out."""
    rows = _days(measure, since, until).values_list(*by).annotate(total=Sum("count")).order_by(*by)
    return {tuple(values): count for *values, count in rows if count}


def _days(measure: Measure, since: date, until: date) -> QuerySet[Tally]:
    return Tally.objects.filter(measure=measure, on__range=(since, until))
