"""Months and weeks as people write them: the way that fits the whole column, and only if there is just one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

from quietline.insights.evaluation.periods import Period, period_of
from quietline.insights.evaluation.reading.problems import NotReadable, Problem

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _iso_month(text: str) -> date:
    found = _matched(r"(\d{4})[-/.]?(\d{2})", text)
    return date(int(found[1]), int(found[2]), 1)


def _iso_week(text: str) -> date:
    found = _matched(r"(\d{4})-?W(\d{1,2})", text.upper())
    return date.fromisocalendar(int(found[1]), int(found[2]), 1)


def _iso_day(text: str) -> date:
    found = _matched(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?", text)
    return date(int(found[1]), int(found[2]), int(found[3]))


def _month_first(text: str) -> date:
    found = _matched(r"(\d{1,2})[-/.](\d{4})", text)
    return date(int(found[2]), int(found[1]), 1)


def _named_month(text: str) -> date:
    found = _matched(r"([A-Za-z]{3})[a-z]*\.?[ -]+(\d{4}|\d{2})", text)
    month = _MONTHS.index(found[1].lower()) + 1
    return date(int(found[2]) if len(found[2]) == 4 else 2000 + int(found[2]), month, 1)


def _day_month_year(text: str) -> date:
    found = _matched(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)
    return date(int(found[3]), int(found[2]), int(found[1]))


def _month_day_year(text: str) -> date:
    found = _matched(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)
    return date(int(found[3]), int(found[1]), int(found[2]))


def _matched(pattern: str, text: str) -> re.Match[str]:
    if found := re.fullmatch(pattern, text):
        return found
    raise ValueError


_WAYS: tuple[Callable[[str], date], ...] = (
    _iso_month,
    _iso_week,
    _iso_day,
    _month_first,
    _named_month,
    _day_month_year,
    _month_day_year,
)


def one_day(text: str) -> date:
    """A single day or month as `--start` takes it: 2026-03-01, 2026-03 (its first day) or 2026-W10 (its Monday).

    Raises:
        ValueError
    """
    for way in (_iso_month, _iso_week, _iso_day):
        try:
            return way(text.strip())
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not a day (2026-03-01), month (2026-03) or week (2026-W10).")


def starts_of(cells: list[tuple[int, str]]) -> list[date]:
    """The first day of each row's period, in the file's order.

    Raises:
        NotReadable: no way of writing dates fits all rows, or two do; a period is doubled or missing.
    """
    read = [_try(way, cells) for way in _WAYS]
    fitting = {tuple(days) for days, wrong in read if not wrong}
    if not fitting:
        days, wrong = max(read, key=lambda each: len(each[0]))
        raise NotReadable(wrong[:5] if days else [_unknown(*cells[0])])
    whole = [days for days in fitting if period_of(tuple(sorted(days)))]
    if len(whole) == 1:
        return list(whole[0])
    if len(fitting) > 1:
        (row, text) = cells[0]
        reason = f"{text} may be day/month or month/day. Write dates as 2026-03-01, or months as 2026-03."
        raise NotReadable([Problem(row, reason)])
    raise NotReadable(_breaks(next(iter(fitting)), cells))


def _try(way: Callable[[str], date], cells: list[tuple[int, str]]) -> tuple[list[date], list[Problem]]:
    days, wrong = [], []
    for row, text in cells:
        try:
            days.append(way(text))
        except ValueError:
            wrong.append(_unknown(row, text))
    return days, wrong


def _unknown(row: int, text: str) -> Problem:
    if not text:
        return Problem(row, "there is no month or week.")
    if (found := re.fullmatch(r"\d{4}[-/.](\d{2})(?:[-/.]\d{1,2})?", text)) and not 1 <= int(found[1]) <= 12:
        return Problem(row, f"{text}: there is no month {int(found[1])}. Thirteen months make no year here.")
    return Problem(row, f"{text!r} is not a month (2026-03) or week (2026-W10) as the other rows write it.")


def _breaks(days: tuple[date, ...], cells: list[tuple[int, str]]) -> list[Problem]:
    """Where a column of good dates is not a series."""
    placed = sorted(zip(days, (row for row, _ in cells), strict=True))
    gaps = [(later - earlier).days for (earlier, _), (later, _) in pairwise(placed)]
    monthly = all(day.day == 1 for day in days)
    typical = sorted(gaps)[len(gaps) // 2] if gaps else 0
    if not monthly and typical == 1:
        return [Problem(placed[0][1], "These are single days. Add them up to weeks or months first.")]
    period = Period.MONTH if monthly else Period.WEEK
    if not monthly and any(day.weekday() for day in days):
        (day, row) = next((day, row) for day, row in placed if day.weekday())
        if typical not in {0, 7}:
            return [Problem(row, f"{day} is neither the first of a month nor a Monday.")]
        return [Problem(row, f"{day} is a {day:%A}. Weeks begin on Monday; add up the counts anew.")]
    problems = []
    for (earlier, first), (later, second) in pairwise(placed):
        missing = period.steps(earlier, later) - 1
        if missing < 0:
            problems.append(Problem(second, f"{period.label(later)} stands already in row {first}."))
        elif missing:
            reason = f"{period.spoken(missing)} missing between {period.label(earlier)} (row {first}) and this row. "
            problems.append(Problem(second, f"{reason}Write 0 where nothing was counted; ask where nobody counted."))
    return problems
