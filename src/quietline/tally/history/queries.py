from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from quietline.tally.history.models import HistoryFigure, HistorySource
from quietline.tally.history.rules import Step, how_many, last_day, periods
from quietline.tally.units import AreaRule, Figure, Unit


@dataclass(frozen=True, slots=True)
class Summary:
    """One source with what it holds: a figure with its unit and window, how many rows and how many areas."""

    source: HistorySource
    figure: Figure
    rows: int
    areas: int


def summaries() -> list[Summary]:
    """All sources that were brought in, in that order."""
    return [summary(source) for source in HistorySource.objects.all()]


def summary(source: HistorySource) -> Summary:
    """What a source holds; gaps between its periods and counts that it says are missing count as missing."""
    rows = HistoryFigure.objects.filter(source=source)
    found = rows.aggregate(
        total=Sum("count"),
        rows=Count("pk"),
        first=Min("begins_on"),
        last=Max("begins_on"),
        areas=Count("area", distinct=True),
        unsaid=Count("pk", filter=Q(count=None)),
    )
    step = Step(source.step)
    figure = Figure(
        value=found["total"] or 0,
        unit=Unit(source.unit),
        since=found["first"],
        until=last_day(found["last"], step),
        area_rule=AreaRule(source.area_rule),
        channels=frozenset(rows.exclude(channel="").values_list("channel", flat=True).distinct()),
        missing=found["unsaid"] + gaps_of(source),
    )
    return Summary(source, figure, found["rows"], found["areas"])


def series(*, unit: Unit, step: Step, areas: Iterable[str] | None = None) -> dict[date, int | None]:
    """One unit's earlier counts, summed over channels and caller groups.

    None for a period of which a part is missing or was left out. Nothing that was counted here is in it, and no other
    unit.
    """
    rows = _of(unit, step, areas)
    place = ("source", "area", "caller_group", "channel")
    wanted = Counter[date]()
    spans_there = Counter(
        (first, last) for *_, first, last in rows.values_list(*place).annotate(Min("begins_on"), Max("begins_on"))
    )
    for (first, last), many in spans_there.items():
        for each in periods(first, last, step):
            wanted[each] += many
    sums = rows.values_list("begins_on").annotate(Sum("count"), there=Count("count")).order_by()
    found = {begins_on: total for begins_on, total, there in sums if there == wanted[begins_on]}
    return {each: found.get(each) for each in sorted(wanted)}


def units() -> set[tuple[Unit, Step]]:
    """What was brought in at all."""
    rows = HistorySource.objects.values_list("unit", "step").distinct().order_by()
    return {(Unit(unit), Step(step)) for unit, step in rows}


def area_rules(*, unit: Unit, step: Step, areas: Iterable[str] | None = None) -> set[AreaRule]:
    """How the areas of these counts were known."""
    rows = _of(unit, step, areas).values_list("source__area_rule", flat=True).distinct().order_by()
    return {AreaRule(rule) for rule in rows}


def channels(*, unit: Unit, step: Step, areas: Iterable[str] | None = None) -> frozenset[str]:
    """The channels that these counts tell apart."""
    rows = _of(unit, step, areas).exclude(channel="").values_list("channel", flat=True)
    return frozenset(rows.distinct().order_by())


def _of(unit: Unit, step: Step, areas: Iterable[str] | None) -> QuerySet[HistoryFigure]:
    rows = HistoryFigure.objects.filter(source__unit=unit, source__step=step)
    return rows if areas is None else rows.filter(area__in=list(areas))


def gaps_of(source: HistorySource) -> int:
    """How many periods are left out between the first and the last of each of its series."""
    step = Step(source.step)
    return sum(how_many(first, last, step) - there for *_, first, last, there in spans(source))


def spans(source: HistorySource) -> QuerySet[HistoryFigure, tuple[str, str, str, date, date, int]]:
    """Each series of a source with its first and last period and how many there are."""
    rows = HistoryFigure.objects.filter(source=source).values_list("area", "caller_group", "channel")
    return rows.annotate(Min("begins_on"), Max("begins_on"), Count("begins_on", distinct=True)).order_by("area")
