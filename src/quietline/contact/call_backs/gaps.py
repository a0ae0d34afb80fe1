"""What becomes of booked calls when the rota changes: moved to whoever is there at the same time, or told honestly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.call_backs.models import CallBack, CallBackPlace
from quietline.contact.call_backs.rules import SLOT, Held, places_in, settled
from quietline.contact.call_backs.states import CallEvent, CallState, after
from quietline.contact.committing import DESK, topic_of
from quietline.live.hub import hub
from quietline.team.intervals import Interval
from quietline.team.models import Line
from quietline.team.rota import actions as rota
from quietline.team.rota.models import Shift
from quietline.team.rota.queries import people_on_shift


@dataclass(frozen=True, slots=True)
class Removal:
    """What taking a shift out means: how many calls are booked in its time, how many of them nobody could take."""

    shift: Shift
    booked: int
    without: int

    @property
    def taken_over(self) -> int:
        return self.booked - self.without


def what_removing_does(line: Line, shift_id: int, now: datetime) -> Removal | None:
    """Look ahead, before a shift is taken out; None where it is gone already."""
    shift = Shift.objects.filter(line=line, pk=shift_id).select_related("practitioner").first()
    if shift is None:
        return None
    times = Interval(shift.starts_at, shift.ends_at)
    others = people_on_shift(line, times.start - SLOT, times.end + SLOT)
    others = [each for each in others if each != (shift.practitioner_id, times)]
    its = [(slot, calls) for slot, calls in _held(line, now).items() if slot.overlaps(times)]
    return Removal(
        shift=shift,
        booked=sum(len(calls) for _, calls in its),
        without=sum(len(settled(calls, places_in(slot, others))[1]) for slot, calls in its),
    )


def booked_times(line: Line, now: datetime) -> list[datetime]:
    """When calls that are booked on a line begin, one for each call, from now on."""
    return [slot.start for slot, calls in _held(line, now).items() for _ in calls]


def remove_shift(*, line: Line, shift_id: int, by: UUID) -> None:
    """Take a shift out of the rota, and settle the calls that were booked in it; one that is gone changes nothing."""
    with transaction.atomic():
        rota.remove_shift(line=line, shift_id=shift_id, by=by)
        settle(line=line, by=by)


def settle(*, line: Line, by: UUID | None) -> int:
    """Give every booked call a place that somebody is on shift for; returns how many lost their time.

    A call moves to another place of the same half hour. Where none is free its seeker is asked for another time.
    """
    now = timezone.now()
    lost = 0
    with transaction.atomic():
        # Theirs until the end: nobody begins or moves a call meanwhile.
        ours = CallBack.objects.select_for_update(of=("self",)).filter(
            place__line=line, place__starts_at__gt=now - SLOT
        )
        calls = {call.pk: call for call in ours.order_by("pk")}
        held = _held(line, now)
        shifts = _shifts(line, list(held))
        for slot, its in held.items():
            moving, without = settled([each for each in its if each.call in calls], places_in(slot, shifts))
            without |= {call for call, place in moving.items() if not _moved(call, place)}
            for call in without:
                _lose(calls[call], by)
            lost += len(without)
    return lost


def sweep(*, by: None = None) -> int:
    """What the clock does: the same for every line, as people leave the rota in more ways than one."""
    lines = Line.objects.filter(pk__in=CallBackPlace.objects.values("line"))
    return sum(settle(line=line, by=None) for line in lines)


def _held(line: Line, now: datetime) -> dict[Interval, list[Held]]:
    """Who holds which places of the line's slots that are not over."""
    rows = CallBackPlace.objects.filter(line=line, starts_at__gt=now - SLOT).order_by("starts_at", "place")
    held: defaultdict[Interval, list[Held]] = defaultdict(list)
    for starts_at, call, place, state in rows.values_list("starts_at", "call_back", "place", "call_back__state"):
        slot = Interval(starts_at, starts_at + SLOT)
        held[slot].append(Held(call=call, place=place, waits=state == CallState.BOOKED))
    return held


def _shifts(line: Line, slots: Sequence[Interval]) -> list[tuple[UUID, Interval]]:
    return people_on_shift(line, slots[0].start, slots[-1].end) if slots else []


def _moved(call: UUID, place: int) -> bool:
    """Whether the place could be taken; somebody may have booked it at this very moment."""
    try:
        with transaction.atomic():
            CallBackPlace.objects.filter(call_back=call).update(place=place)
    except IntegrityError:
        return False
    return True


def _lose(call: CallBack, by: UUID | None) -> None:
    CallBackPlace.objects.filter(call_back=call).delete()
    call.state = after(CallState(call.state), CallEvent.LOSE_TIME)
    call.save(update_fields=["state"])
    record(act=Act.CALL_TIME_LOST, by=by, subject=call.thread_id)
    transaction.on_commit(partial(hub.publish, DESK))
    transaction.on_commit(partial(hub.publish, topic_of(call.thread_id)))
