"""Which columns are what, and the series that they make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quietline.insights.evaluation.reading.cells import Row, rows_of
from quietline.insights.evaluation.reading.days import starts_of
from quietline.insights.evaluation.reading.numbers import whole_numbers
from quietline.insights.evaluation.reading.problems import NotReadable, Problem, whole
from quietline.insights.evaluation.series import Series

_DATES = ("month", "week", "date", "period", "starts", "start", "year_month", "time")
OUTLIER = 20  # times the second largest count


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Headings, whatever their capitals. Several `counts` are areas, and added up.

    Where it is not said: `when` is the column called month, week or date, or the first; `counts` the only one left.
    """

    when: str = ""
    counts: tuple[str, ...] = ()
    comparisons: tuple[str, ...] = ()
    population: str = ""
    outliers_are_right: bool = False


def read_series(raw: bytes, columns: Columns | None = None, *, unit: str = "contacts", area: str = "") -> Series:
    """A series from the bytes of a CSV file. Nothing is guessed where two readings are possible.

    Raises:
        NotReadable: with every problem found and its row.
        Refused: the numbers make no series.
    """
    wanted = columns or Columns()
    heading, rows = rows_of(raw)
    when = _place(heading, wanted.when) if wanted.when else _date_column(heading)
    counts = [_place(heading, name) for name in wanted.counts] or [_only_count(heading, when, wanted)]
    comparisons = [_place(heading, name) for name in wanted.comparisons]
    population = [_place(heading, wanted.population)] if wanted.population else []
    if len({when, *counts, *comparisons, *population}) < 1 + len(counts) + len(comparisons) + len(population):
        raise whole("One column is asked for as two things.")
    starts = starts_of(_cells(rows, when))
    numbers, problems = {}, []
    for place in (*counts, *comparisons, *population):
        numbers[place], wrong = whole_numbers(heading[place], _cells(rows, place))
        problems += wrong
        if not wrong and place not in population and not wanted.outliers_are_right:
            problems += _outlier(heading[place], numbers[place], rows)
    if problems:
        raise NotReadable(sorted(problems, key=lambda problem: problem.row))
    order = sorted(range(len(rows)), key=lambda at: starts[at])

    def ordered(places: Iterable[int]) -> dict[str, tuple[int, ...]]:
        return {heading[place]: tuple(numbers[place][at] for at in order) for place in places}

    areas = ordered(counts)
    return Series(
        starts=tuple(starts[at] for at in order),
        counts=tuple(sum(each) for each in zip(*areas.values(), strict=True)),
        unit=unit,
        area=area,
        population=tuple(map(float, next(iter(ordered(population).values())))) if population else None,
        comparisons=ordered(comparisons),
        areas=areas if len(areas) > 1 else {},
    )


def _cells(rows: list[Row], place: int) -> list[tuple[int, str]]:
    return [(row.number, row.cells[place]) for row in rows]


def _place(heading: tuple[str, ...], name: str) -> int:
    names = [each.casefold() for each in heading]
    if name.casefold() not in names:
        raise whole(f"There is no column {name!r}. There are: {', '.join(heading)}.")
    return names.index(name.casefold())


def _date_column(heading: tuple[str, ...]) -> int:
    names = [each.casefold() for each in heading]
    return next((names.index(name) for name in _DATES if name in names), 0)


def _only_count(heading: tuple[str, ...], when: int, wanted: Columns) -> int:
    taken = {name.casefold() for name in (*wanted.comparisons, wanted.population)}
    left = [place for place, name in enumerate(heading) if place != when and name.casefold() not in taken]
    if len(left) != 1:
        names = ", ".join(heading[place] for place in left)
        asked = f"Which column is counted: {names}? Say it with --count."
        raise whole(asked if left else "There is no column of counts.")
    return left[0]


def _outlier(name: str, numbers: list[int], rows: list[Row]) -> list[Problem]:
    """One count out of all proportion is a mistyped one more often than not."""
    largest = max(numbers)
    others = sorted(numbers)[-2] if len(numbers) > 1 else largest
    if largest < 100 or largest <= OUTLIER * max(others, 1):
        return []
    told = f"{name}: {largest:,} is over {OUTLIER} times any other count. If it is right, say --outliers-are-right."
    return [Problem(rows[numbers.index(largest)].number, told)]
