"""A partner's report of one day, read into a small value; whatever else came with it is dropped."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta

MOST_COUNT = 10**9
# A partner may be late; what is older is history, and comes in with a person looking at it.
LATE = timedelta(days=60)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
FIELDS = ("partner", "campaign", "on", "displays", "clicks")


class NotAReport(ValueError):
    """What came is no report that can be taken in; the text says what to mend, and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class DayReport:
    """So many displays and clicks of one campaign on one whole day."""

    partner: str
    campaign: str
    on: date
    displays: int
    clicks: int


def read_report(body: bytes) -> DayReport:
    """Raises: NotAReport"""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise NotAReport("This is no JSON.") from None
    if not isinstance(given, dict) or any(name not in given for name in FIELDS):
        raise NotAReport(f"A report is an object with {', '.join(FIELDS)}.")
    displays, clicks = _count(given["displays"]), _count(given["clicks"])
    if clicks > displays:
        raise NotAReport("There are more clicks than displays: were the two swapped?")
    return DayReport(_text(given["partner"]), _text(given["campaign"]), _day(given["on"]), displays, clicks)


def check_day(on: date, *, begins_on: date, ends_on: date, today: date) -> None:
    """Whether a day can be reported for a campaign: over, not long ago, and one of its days.

    Raises:
        NotAReport
    """
    if on >= today:
        raise NotAReport("That day is not over yet. Report whole days.")
    if on < today - LATE:
        raise NotAReport(f"That day is more than {LATE.days} days ago. Ask the helpline to import it as history.")
    if not begins_on <= on <= ends_on:
        raise NotAReport("The campaign was not running on that day.")


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_COUNT:
        raise NotAReport(f"displays and clicks are whole numbers from 0 to {MOST_COUNT}.")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise NotAReport("partner and campaign are the short names that the helpline gave you.")
    return value


def _day(value: object) -> date:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise NotAReport("on is a day like 2026-03-02.")
