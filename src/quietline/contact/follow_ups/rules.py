"""When a promise can fall due, what can become of it, and where it stands in the list; said without a database."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from quietline.contact.tables import StepRefused, Table

REASON_CHARACTERS = 1_000
FARTHEST = timedelta(days=366)
A_WEEK = timedelta(days=7)


class Standing(StrEnum):
    OPEN = "open"
    DONE = "done"  # somebody came back to the thread
    STOPPED = "stopped"  # it is not needed any more, or the thread ended


class Event(StrEnum):
    MOVE = "move"
    FULFIL = "fulfil"
    STOP = "stop"
    THREAD_ENDS = "thread ends"


STEPS: dict[tuple[Standing, Event], Standing] = {
    (Standing.OPEN, Event.MOVE): Standing.OPEN,
    (Standing.OPEN, Event.FULFIL): Standing.DONE,
    (Standing.OPEN, Event.STOP): Standing.STOPPED,
    (Standing.OPEN, Event.THREAD_ENDS): Standing.STOPPED,
}


class Ended(StepRefused):
    """The follow-up is done or stopped already."""

    noun = "follow-up"


TABLE = Table(steps=STEPS, refusal=Ended, begins={"promise": Standing.OPEN}, ends={Standing.DONE, Standing.STOPPED})
after = TABLE.after


class NotADay(Exception):
    """A day that nobody can promise: in the past, or more than a year ahead."""


def check_day(due_on: date, *, today: date) -> None:
    """
    Raises:
        NotADay
    """
    if not today <= due_on <= today + FARTHEST:
        raise NotADay


class Due(StrEnum):
    """The headings of the due list."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this week"
    LATER = "later"


def due(due_on: date, *, today: date) -> Due:
    """Where a follow-up stands in the list; the week is the next seven days."""
    if due_on < today:
        return Due.OVERDUE
    if due_on == today:
        return Due.TODAY
    return Due.THIS_WEEK if due_on <= today + A_WEEK else Due.LATER
