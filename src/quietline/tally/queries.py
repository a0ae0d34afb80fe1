from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet, Sum

from quietline.tally.measures import Measure
from quietline.tally.models import Door, MonthSum, Tally
from quietline.tally.months import Along, month_of


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


def over_months(*, measure: Measure, since: date, until: date, along: Along) -> dict[tuple[str, str], int]:
    """A measure over whole calendar months, from that of `since` to that of `until`, told apart along one way."""
    rows = _months(measure, since, until, along).values_list("one", "other").annotate(total=Sum("count"))
    return {(one, other): count for one, other, count in rows.order_by("one", "other") if count}


def by_month(*, measure: Measure, since: date, until: date, along: Along) -> dict[tuple[date, str, str], int]:
    """The same for each month by itself, by its first day."""
    rows = _months(measure, since, until, along).values_list("month", "one", "other", "count")
    return {(month, one, other): count for month, one, other, count in rows if count}


def by_day(*, measure: Measure, since: date, until: date, areas: Collection[str] | None) -> dict[date, int]:
    """One measure in some areas, or in all, on each day on which something was counted."""
    rows = _in_areas(_days(measure, since, until), areas).values_list("on").annotate(total=Sum("count"))
    return dict(rows.order_by("on"))


def channels(*, measure: Measure, since: date, until: date, areas: Collection[str] | None) -> frozenset[str]:
    """The channels it was counted on."""
    rows = _in_areas(_days(measure, since, until), areas).exclude(channel="")
    return frozenset(rows.values_list("channel", flat=True).distinct())


def first_day(*, measure: Measure) -> date | None:
    """The first day on which it was ever counted."""
    return Tally.objects.filter(measure=measure).order_by("on").values_list("on", flat=True).first()


def _in_areas(rows: QuerySet[Tally], areas: Collection[str] | None) -> QuerySet[Tally]:
    return rows if areas is None else rows.filter(area__in=areas)


def _days(measure: Measure, since: date, until: date) -> QuerySet[Tally]:
    return Tally.objects.filter(measure=measure, on__range=(since, until))


def _months(measure: Measure, since: date, until: date, along: Along) -> QuerySet[MonthSum]:
    return MonthSum.objects.filter(measure=measure, along=along, month__range=(month_of(since), month_of(until)))
