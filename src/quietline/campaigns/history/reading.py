"""A table of earlier figures, read row by row into points; a wrong row is told with its number and its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain, islice

from quietline.campaigns.history.periods import NotAPeriod, Order, begin_of, order_of
from quietline.campaigns.sheets.reading import Problem, Row, Unreadable
from quietline.tally.history.rules import Point, Step, last_day

# The columns that a table can have, and the words by which a heading is recognised.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "period": ("period", "month", "week", "date", "from", "begin", "begins", "start"),
    "until": ("until", "to", "end", "ends"),
    "area": ("area", "region", "county", "force", "place"),
    "caller_group": ("caller_group", "caller group", "group", "who"),
    "channel": ("channel", "how"),
    "count": ("count", "number", "total", "n", "contacts", "help-seekers", "visitors", "calls"),
}
NEEDED = ("period", "count")
MOST_ROWS = 2_000_000
MOST_TOLD = 50
_SAMPLE_ROWS = 1_000
MOST_COUNT = 10**9
_MISSING = {"", "-", "–", "—", "n/a", "na", "..", "missing", "null"}
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_WHOLE = re.compile(r"[0-9]{1,10}")


class NotHistory(Exception):
    """The table can't be brought in; `problems` say why, each with its row."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Which heading means what (`columns`: ours → theirs), and what is said of all rows."""

    columns: Mapping[str, str]
    step: Step
    today: date
    order: Order | None = None
    areas: Mapping[str, str] = field(default_factory=dict)  # names and codes, folded → code


def guessed(heading: list[str]) -> dict[str, str]:
    """Which headings seem to mean what; each at most once."""
    found: dict[str, str] = {}
    for ours, words in COLUMNS.items():
        theirs = next((name for name in heading if name.lower() in words and name not in found.values()), None)
        if theirs:
            found[ours] = theirs
    return found


def points_of(rows: Iterator[Row], mapped: Mapped) -> Iterator[Point]:
    """The points of a table, one row held at a time.

    Raises:
        NotHistory: after the last row, or after as many problems as are told at once.
    """
    try:
        yield from _Reader(rows, mapped).points()
    except Unreadable as unreadable:
        raise NotHistory([unreadable.problem]) from None
    except NotAPeriod as problem:
        raise NotHistory([Problem(None, str(problem))]) from None


class _Reader:
    def __init__(self, rows: Iterator[Row], mapped: Mapped) -> None:
        heading = next(rows, None)
        if heading is None:
            raise Unreadable("The file is empty")
        self._places = _places(heading.cells, mapped.columns)
        self._mapped = mapped
        sample = list(islice(rows, _SAMPLE_ROWS))
        self._rows = chain(sample, rows)
        periods = (row.cells[self._places["period"]] for row in sample)
        self._order = mapped.order or order_of(periods, mapped.step)
        self._weekday: int | None = None
        # The same few texts stand in every row: each is looked at once.
        self._begin = lru_cache(maxsize=10_000)(self._begin_of)
        self._area = lru_cache(maxsize=50_000)(self._area_of)
        self._code = lru_cache(maxsize=1_000)(_code)

    def points(self) -> Iterator[Point]:
        problems = list[Problem]()
        for place, row in enumerate(self._rows, start=1):
            if place > MOST_ROWS:
                raise Unreadable(f"More than {MOST_ROWS:,} rows", row.number)
            try:
                point = self._point(row)
            except ValueError as wrong:
                problems.append(Problem(row.number, str(wrong)))
                if len(problems) == MOST_TOLD:
                    break
                continue
            if not problems:
                yield point
        if problems:
            raise NotHistory(problems)

    def _point(self, row: Row) -> Point:
        places, cells = self._places, row.cells

        def cell(name: str) -> str:
            return cells[places[name]] if name in places else ""

        begins_on = self._begin(cell("period"), cell("until"))
        return Point(
            row.number,
            begins_on,
            self._area(cell("area")),
            self._code(cell("caller_group")),
            self._code(cell("channel")),
            _count(cell("count")),
        )

    def _begin_of(self, text: str, until: str) -> date:
        begins_on = begin_of(text, self._mapped.step, self._order)
        if self._mapped.step is Step.WEEK:
            self._check_weekday(begins_on)
        ends_on = last_day(begins_on, self._mapped.step)
        if until:
            _check_until(until, begins_on, ends_on, self._order)
        if ends_on >= self._mapped.today:
            raise NotAPeriod(f"The {self._mapped.step} from {begins_on:%-d %B %Y} on is not over yet")
        return begins_on

    def _check_weekday(self, begins_on: date) -> None:
        self._weekday = begins_on.weekday() if self._weekday is None else self._weekday
        if begins_on.weekday() != self._weekday:
            raise NotAPeriod(f"{begins_on:%-d %B %Y} is a {begins_on:%A}: the weeks above begin on another day")

    def _area_of(self, text: str) -> str:
        if not text:
            return ""
        code = self._mapped.areas.get(text.casefold())
        if code is None:
            raise ValueError(f"There is no area “{text[:60]}” in the register: mend its name, or load it there")
        return code


def _places(heading: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    if missing := [ours for ours in NEEDED if not columns.get(ours)]:
        raise Unreadable(f"Say which column holds the {' and which the '.join(missing)}")
    if len(set(columns.values())) < len(columns):
        raise Unreadable("One column can't mean two things")
    if unknown := [theirs for theirs in columns.values() if theirs not in heading]:
        raise Unreadable(f"There is no column “{unknown[0][:60]}”")
    return {ours: heading.index(theirs) for ours, theirs in columns.items()}


def _check_until(text: str, begins_on: date, ends_on: date, order: Order | None) -> None:
    until = begin_of(text, Step.WEEK, order)
    if until < begins_on:
        raise NotAPeriod(f"It would end on {until:%-d %B %Y}, before it begins: were the two dates swapped?")
    if until not in {ends_on, begins_on}:
        days = (until - begins_on).days + 1
        raise NotAPeriod(f"From {begins_on:%-d %B %Y} on these are {days} days, not one period: windows must be equal")


def _count(text: str) -> int | None:
    if _WHOLE.fullmatch(text):
        number = int(text)
        if number <= MOST_COUNT:
            return number
    folded = text.lower()
    if folded in _MISSING:
        return None
    shown = text[:30]
    if text[0] in "=@+":
        raise ValueError(f"“{shown}” is a formula or has a sign: write the number itself")
    if re.fullmatch(r"[-−]\s*[\d.,\s]+", text):
        raise ValueError(f"“{shown}” is below zero: nothing is counted less than no times")
    if re.fullmatch(r"\d+[.,]\d+", text):
        raise ValueError(f"“{shown}” has a decimal, or a separator of thousands: write a whole number without one")
    raise ValueError(f"“{shown}” is no whole number")


def _code(text: str) -> str:
    code = "_".join(text.lower().split())
    if code and not _CODE.fullmatch(code):
        raise ValueError(f"“{text[:60]}” is no short name: letters, digits, - and _, 50 at most")
    return code
