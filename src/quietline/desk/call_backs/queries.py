"""What the desk shows of calls that were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from quietline.contact import queries as contact
from quietline.contact.call_backs import queries as calls
from quietline.contact.call_backs.queries import CallBackRow, DueCall
from quietline.contact.call_backs.rules import MOST_ATTEMPTS, Way, Wishes, told
from quietline.contact.call_backs.states import UNDER_WAY, CallState, possible
from quietline.contact.queries import OpenThread
from quietline.contact.rules import Intake
from quietline.desk.opening import visible_to
from quietline.desk.queries import about
from quietline.team.hours.queries import zone_of
from quietline.team.intervals import Interval
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner

STATES = {
    CallState.ASKED: "no time yet",
    CallState.BOOKED: "booked",
    CallState.NEEDS_TIME: "needs a new time",
    CallState.ATTEMPTED: "on the phone",
    CallState.REACHED: "reached, to be finished",
    CallState.NOT_REACHED: "not reached",
    CallState.DONE: "done",
    CallState.CANCELLED: "called off",
    CallState.EXPIRED: "ran out after a week",
}


@dataclass(frozen=True, slots=True)
class CallRow:
    """One line of the list."""

    due: DueCall
    about: str
    on: datetime | None
    hours: str
    state: str
    late: bool
    now: bool

    @property
    def we_ring(self) -> bool:
        return self.due.row.way == Way.WE_RING


@dataclass(frozen=True, slots=True)
class CallDay:
    """The calls of one day, on the line's wall clock; `on` is None for those without a time, or in need of another."""

    on: datetime | None
    needs_time: bool
    rows: list[CallRow]


def call_days(practitioner: Practitioner, keys: LineKeys, now: datetime) -> list[CallDay]:
    """Every call that is not at its end, by day and slot; those whose time fell away come first."""
    visible = visible_to(practitioner)
    due = calls.due_calls(visible, now)
    intakes = contact.intakes_of([each.row.thread for each in due], keys)
    due.sort(key=lambda each: not each.needs_time)
    return [
        CallDay(
            on=day,
            needs_time=needs_time,
            rows=[_row(each, intakes.get(each.row.thread_id), now) for each in its],
        )
        for (needs_time, day), its in groupby(due, key=lambda each: (each.needs_time, _day(each)))
    ]


def _day(due: DueCall) -> datetime | None:
    if due.slot is None or due.needs_time:
        return None
    return due.slot.start.astimezone(zone_of(due.row.thread.line)).replace(hour=0, minute=0)


def _row(due: DueCall, intake: Intake | None, now: datetime) -> CallRow:
    on, hours = told(due.slot, zone_of(due.row.thread.line)) if due.slot else (None, "")
    return CallRow(
        due=due,
        about=about(intake),
        on=on,
        hours=hours,
        state=STATES[CallState(due.row.state)],
        late=due.late(now) and due.row.state == CallState.BOOKED,
        now=due.now_on(now),
    )


@dataclass(frozen=True, slots=True)
class CallOnDesk:
    """A call as its page shows it."""

    row: CallBackRow
    about: str
    state: str
    when: tuple[datetime, str] | None
    wishes: Wishes | None
    safe: str
    safe_now: bool
    can: frozenset[str]
    most_attempts: int = MOST_ATTEMPTS

    @property
    def we_ring(self) -> bool:
        return self.row.way == Way.WE_RING

    @property
    def is_under_way(self) -> bool:
        return self.row.state in UNDER_WAY

    @property
    def has_number(self) -> bool:
        return self.wishes is not None


def call_on_desk(opened: OpenThread, row: CallBackRow, now: datetime) -> CallOnDesk:
    """The call of an open thread, with how its seeker wants to be rung."""
    line = opened.thread.line
    slot = calls.slot_of(row)
    wishes = calls.wishes_of(opened, row)
    safe = calls.safe_now(row, wishes, line)
    return CallOnDesk(
        row=row,
        about=about(contact.intake_of(opened)),
        state=STATES[CallState(row.state)],
        when=told(slot, zone_of(line)) if slot else None,
        wishes=wishes,
        safe=told(safe, zone_of(line))[1] if safe else "",
        safe_now=safe is None or now in safe,
        can=frozenset(event.name.lower() for event in possible(CallState(row.state))),
    )


def safe_told(safe: Interval, opened: OpenThread) -> str:
    """A safe time as the line's clock shows it."""
    return told(safe, zone_of(opened.thread.line))[1]
