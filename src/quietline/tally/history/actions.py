"""Bringing earlier figures in: all of a table or nothing of it, with flat memory; and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice

from django.db import connections, transaction
from django.db.models import Count, Min

from quietline.tally.history.models import HistoryFigure, HistorySource
from quietline.tally.history.queries import Summary, gaps_of, spans, summary
from quietline.tally.history.rules import Point, SourceGiven, Step, how_many, periods

_AT_ONCE = 5_000
MOST_TOLD = 50
_COLUMNS = ("source_id", "begins_on", "area", "caller_group", "channel", "count", "row")


class NotKept(Exception):
    """The table as a whole can't be kept; `reasons` name rows, each with why."""

    def __init__(self, reasons: list[tuple[int | None, str]]) -> None:
        super().__init__(f"{len(reasons)} reasons")
        self.reasons = reasons


def take_in_history(
    *,
    given: SourceGiven,
    points: Iterable[Point],
    advance: Callable[[int], object] = lambda _: None,
    keep: bool = True,
) -> Summary:
    """Keep every point or, if anything is wrong, none; `keep=False` says what would be kept and keeps nothing.

    Whatever `points` raises ends it likewise. Meanwhile other figures wait: nothing of them is lost.

    Raises:
        NotKept
    """
    with transaction.atomic(using="figures"):
        source = HistorySource.objects.create(
            name=given.name, unit=given.unit, step=given.step, area_rule=given.area_rule, imported_on=given.on
        )
        for batch in _batches(points):
            _insert(source.pk, batch)
            advance(len(batch))
        if reasons := list(islice(_wrong(source, given), MOST_TOLD)):
            raise NotKept(reasons)
        done = summary(source)
        transaction.set_rollback(not keep, using="figures")
    return done


def take_back_history(*, source: int) -> bool:
    """Remove a source with all its figures; whether it was there."""
    with transaction.atomic(using="figures"):
        if not HistorySource.objects.filter(pk=source).exists():
            return False
        # Not row by row: there may be a million.
        figures = HistoryFigure.objects.filter(source=source)
        figures._raw_delete(figures.db)  # noqa: SLF001
        gone, _ = HistorySource.objects.filter(pk=source).delete()
    return bool(gone)


def _batches(points: Iterable[Point]) -> Iterator[list[Point]]:
    going = iter(points)
    while batch := list(islice(going, _AT_ONCE)):
        yield batch


def _insert(source: int, points: list[Point]) -> None:
    connection = connections["figures"]
    adapted = lru_cache(connection.ops.adapt_datefield_value)
    table = connection.ops.quote_name(HistoryFigure._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(name) for name in _COLUMNS)
    places = ", ".join("%s" for _ in _COLUMNS)
    values = [(source, adapted(p.begins_on), p.area, p.caller_group, p.channel, p.count, p.row) for p in points]
    with connection.cursor() as cursor:
        # Names of our own columns only.
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608  # nosec B608


def _wrong(source: HistorySource, given: SourceGiven) -> Iterator[tuple[int | None, str]]:
    if not HistoryFigure.objects.filter(source=source).exists():
        yield None, "There are no figures in it"
    yield from _repeated(source)
    yield from _brought_in_before(source)
    if not given.knows_gaps and gaps_of(source):
        yield from _gaps(source)


def _repeated(source: HistorySource) -> Iterator[tuple[int | None, str]]:
    place = ("area", "caller_group", "channel", "begins_on")
    rows = HistoryFigure.objects.filter(source=source)
    found = rows.values(*place).annotate(times=Count("pk"), first=Min("row")).filter(times__gt=1).order_by("first")
    for each in found[:MOST_TOLD]:
        again = rows.filter(**{name: each[name] for name in place}).order_by("row").values_list("row", flat=True)
        for row in again[1:MOST_TOLD]:
            yield row, f"{_named(each['begins_on'])} was there before, in row {each['first']}"


def _brought_in_before(source: HistorySource) -> Iterator[tuple[int | None, str]]:
    """The same unit, area and period twice would be counted twice."""
    others = HistorySource.objects.filter(unit=source.unit).exclude(pk=source.pk)
    for other in others:
        theirs = HistoryFigure.objects.filter(source=other)
        span = theirs.aggregate(Min("begins_on"))["begins_on__min"], theirs.order_by("-begins_on").first()
        if span[0] is None or span[1] is None:
            continue
        same = HistoryFigure.objects.filter(
            source=source, begins_on__range=(span[0], span[1].begins_on), area__in=theirs.values("area")
        )
        if row := same.order_by("row").first():
            yield row.row, f"{_named(row.begins_on)} is in “{other.name}” already: take that back first"


def _gaps(source: HistorySource) -> Iterator[tuple[int | None, str]]:
    step = Step(source.step)
    for area, caller_group, channel, first, last, there in spans(source).iterator(chunk_size=2_000):
        if how_many(first, last, step) == there:
            continue
        rows = HistoryFigure.objects.filter(source=source, area=area, caller_group=caller_group, channel=channel)
        kept = set(rows.values_list("begins_on", flat=True))
        left_out = [_named(each) for each in periods(first, last, step) if each not in kept]
        more = f" and {len(left_out) - 6} more" if len(left_out) > 6 else ""
        where = ", ".join(filter(None, (area, caller_group, channel))) or "the whole"
        row = rows.order_by("row").values_list("row", flat=True).first()
        yield row, f"{where}: nothing for {', '.join(left_out[:6])}{more}. Say so if they are missing for good"


def _named(begins_on: date) -> str:
    return f"{begins_on:%-d %B %Y}"
