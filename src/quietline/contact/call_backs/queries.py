"""Reading: which slots are free, what was asked for, what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from quietline.contact.call_backs.models import CallBack, CallBackNumber, CallBackPlace
from quietline.contact.call_backs.rules import (
    HORIZON,
    NUMBER_LIFE,
    SLOT,
    Way,
    Wishes,
    bookable,
    places_in,
    safe_time,
    slots_in,
)
from quietline.contact.call_backs.states import ENDED, CallEvent, CallState, possible
from quietline.contact.models import SEEKER, Thread
from quietline.team.hours.queries import open_between, zone_of
from quietline.team.hours.rules import Channel
from quietline.team.intervals import Interval
from quietline.team.models import Line
from quietline.team.rota.queries import people_on_shift
from quietline.vault import CannotOpen, Place, PrivateKey, Purpose, Sealed, open_sealed, open_with

if TYPE_CHECKING:
    from quietline.contact.queries import OpenThread

# A call-back as other parts may hold it: to read, never to query by.
CallBackRow = CallBack


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot that can still be booked, and how many calls it takes."""

    time: Interval
    places: tuple[int, ...]  # the free ones


def free_slots(line: Line, now: datetime) -> list[FreeSlot]:
    """The slots of the next days in which somebody is on shift and free, within the hours for call-backs."""
    slots = [slot for slot in _slots(line, now, now + HORIZON) if bookable(slot, now)]
    return _free(line, slots)


def free_slot(line: Line, starts_at: datetime, now: datetime) -> FreeSlot | None:
    """One of them; None where that slot is not on offer (any more)."""
    slot = Interval(starts_at, starts_at + SLOT)
    known = bookable(slot, now) and slot in set(_slots(line, slot.start, slot.end))
    return next(iter(_free(line, [slot])), None) if known else None


def of_thread(thread: Thread) -> CallBack | None:
    """The thread's newest call-back, if there was any."""
    newest = CallBack.objects.filter(thread=thread).select_related("attempted_by").order_by("-ordinal")
    return newest.first()


@dataclass(frozen=True, slots=True)
class CallForSeeker:
    """A call-back as its seeker sees it on the thread's page."""

    row: CallBack
    slot: Interval | None
    now: datetime

    @property
    def we_ring(self) -> bool:
        return self.row.way == Way.WE_RING

    @property
    def state(self) -> str:
        """The state, or `missed` for a booked one whose time went by."""
        missed = self.row.state == CallState.BOOKED and self.slot is not None and self.slot.end <= self.now
        return "missed" if missed else self.row.state

    @property
    def open(self) -> bool:
        return self.row.state not in ENDED

    @property
    def can_be_moved(self) -> bool:
        return CallEvent.BOOK in possible(CallState(self.row.state))

    @property
    def number_gone_by(self) -> datetime:
        return self.row.asked_at + NUMBER_LIFE


def for_seeker(thread: Thread, now: datetime) -> CallForSeeker | None:
    """What a thread's page says of its call-back."""
    row = of_thread(thread)
    return CallForSeeker(row=row, slot=slot_of(row), now=now) if row else None


def slot_of(row: CallBack) -> Interval | None:
    """The slot that was booked last."""
    return Interval(row.starts_at, row.starts_at + SLOT) if row.starts_at else None


@dataclass(frozen=True, slots=True)
class DueCall:
    """A call-back in the desk's list."""

    row: CallBack
    slot: Interval | None

    @property
    def needs_time(self) -> bool:
        return self.row.state == CallState.NEEDS_TIME

    def late(self, now: datetime) -> bool:
        return self.slot is not None and self.slot.end <= now

    def now_on(self, now: datetime) -> bool:
        return self.slot is not None and now in self.slot


def due_calls(visible: QuerySet[Thread], now: datetime) -> list[DueCall]:
    """Every call-back that is not at its end, by slot; those without a time come last."""
    rows = list(
        CallBack.objects.filter(thread__in=visible)
        .exclude(state__in=ENDED)
        .select_related("thread__line", "thread__line_hold", "attempted_by")
        .order_by(F("starts_at").asc(nulls_last=True), "asked_at")
    )
    return [DueCall(row=row, slot=slot_of(row)) for row in rows]


def wishes_of(opened: OpenThread, row: CallBack) -> Wishes | None:
    """How somebody wants to be rung; None where they ring in, or once it was destroyed."""
    kept = CallBackNumber.objects.filter(call_back=row).first()
    if kept is None:
        return None
    place = wishes_place(opened.thread, row.ordinal)
    return Wishes.from_bytes(open_sealed(opened.key, Sealed(bytes(kept.sealed_wishes)), place=place))


def number_of(opened: OpenThread, row: CallBack, line_keys: Mapping[int, PrivateKey]) -> str | None:
    """The number, opened with both keys; None once it was destroyed. Showing it goes on record: `actions.show_number`.

    Raises:
        CannotOpen: the line key of its epoch is not held.
    """
    kept = CallBackNumber.objects.filter(call_back=row).first()
    if kept is None:
        return None
    private = line_keys.get(kept.line_key_id)
    if private is None:
        raise CannotOpen
    inner = Sealed(open_with(private, Sealed(bytes(kept.sealed_number))))
    return open_sealed(opened.key, inner, place=number_place(opened.thread, row.ordinal)).decode()


def safe_now(row: CallBack, wishes: Wishes | None, line: Line) -> Interval | None:
    """When this call may be made; None where that is not said, or they ring in."""
    slot = slot_of(row)
    if slot is None or wishes is None:
        return None
    return safe_time(slot, wishes.safe, zone_of(line))


def number_place(thread: Thread, ordinal: int) -> Place:
    return Place(purpose=Purpose.CALL_NUMBER, thread_id=thread.pk, sequence=ordinal, author=SEEKER)


def wishes_place(thread: Thread, ordinal: int) -> Place:
    return Place(purpose=Purpose.CALL_WISHES, thread_id=thread.pk, sequence=ordinal, author=SEEKER)


def _slots(line: Line, start: datetime, end: datetime) -> list[Interval]:
    """Every slot between two instants that lies in the hours for call-backs."""
    # Read wider than asked: a slot at the edge must be whole.
    wide = open_between(line, start - timedelta(hours=1), end + timedelta(hours=1), [Channel.CALL_BACK])
    return [slot for slot in slots_in(wide) if start <= slot.start and slot.end <= end]


def _free(line: Line, slots: list[Interval]) -> list[FreeSlot]:
    if not slots:
        return []
    shifts = people_on_shift(line, slots[0].start, slots[-1].end)
    held = CallBackPlace.objects.filter(line=line, starts_at__range=(slots[0].start, slots[-1].start))
    taken: defaultdict[datetime, set[int]] = defaultdict(set)
    for starts_at, place in held.values_list("starts_at", "place"):
        taken[starts_at].add(place)
    free = []
    for slot in slots:
        room = places_in(slot, shifts)
        left = tuple(place for place in range(room) if place not in taken[slot.start])
        # Fewer are on shift than when the others were booked: no further one is taken in.
        if left and len(taken[slot.start]) < room:
            free.append(FreeSlot(time=slot, places=left))
    return free
