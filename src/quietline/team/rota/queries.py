"""Who is on duty, what that makes possible, and where nobody is planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from quietline.team.hours.queries import open_between
from quietline.team.hours.rules import WITH_HOURS
from quietline.team.intervals import Interval
from quietline.team.models import Line, Practitioner
from quietline.team.queries import members_of
from quietline.team.rota.models import Duty, HardContact, Shift
from quietline.team.rota.rules import JUST_OVER, LOAD_DAYS, Presence, uncovered


def on_duty(line: Line, at: datetime) -> list[UUID]:
    """Who is at the desk for this line and gave a sign of life within the lease, breaks and wrap-up included."""
    return [each.practitioner for each in _present(line) if each.alive(at)]


def capacity(line: Line, at: datetime) -> int:
    """How many chats those on duty can hold together: not who is on a break, wrapping up, or gone without a word."""
    return sum(each.chats(at) for each in _present(line))


def gaps(line: Line, start: datetime, end: datetime, channels: Iterable[str] = WITH_HOURS) -> list[Interval]:
    """The open hours of a line between two instants that no shift covers."""
    shifts = [_interval(shift) for shift in shifts_between(line, start, end)]
    return uncovered(open_between(line, start, end, channels), shifts)


def shifts_between(line: Line, start: datetime, end: datetime) -> list[Shift]:
    """The line's shifts that touch this time, earliest first, each with its practitioner."""
    touching = Shift.objects.filter(line=line, starts_at__lt=end, ends_at__gt=start, practitioner__is_active=True)
    return list(touching.select_related("practitioner"))


def people_on_shift(line: Line, start: datetime, end: datetime) -> list[tuple[UUID, Interval]]:
    """The same as who is planned when, for `rules.covering`."""
    return [(shift.practitioner_id, _interval(shift)) for shift in shifts_between(line, start, end)]


def duty_of(practitioner: Practitioner) -> Duty | None:
    """The duty somebody has said they are on, alive or not."""
    return Duty.objects.select_related("line").filter(practitioner=practitioner).first()


def shift_now(practitioner: Practitioner, at: datetime) -> Shift | None:
    return Shift.objects.filter(practitioner=practitioner, starts_at__lte=at, ends_at__gt=at).first()


def shift_of(practitioner: UUID, line: Line, at: datetime) -> Shift | None:
    """The shift on this line that somebody is on, or came from a moment ago."""
    theirs = Shift.objects.filter(practitioner=practitioner, line=line)
    return theirs.filter(starts_at__lte=at, ends_at__gt=at - JUST_OVER).order_by("-starts_at").first()


@dataclass(frozen=True, slots=True)
class Load:
    """How many contacts somebody marked as hard, and how many of them wait to be talked over."""

    practitioner: Practitioner
    this_shift: int
    last_days: int
    to_talk_over: int
    days: int = LOAD_DAYS


def load_of(practitioner: Practitioner, at: datetime) -> Load:
    """Somebody's own load."""
    (load,) = _loads([practitioner], at)
    return load


def team_load(line: Line, at: datetime) -> list[Load]:
    """The load of everybody on a line, the heaviest first; for supervisors."""
    loads = _loads(members_of(line), at)
    return sorted(loads, key=lambda load: (-load.this_shift, -load.last_days, load.practitioner.name))


def to_talk_over(practitioner: Practitioner) -> HardContact | None:
    """The oldest hard contact that somebody has not said they talked over."""
    return HardContact.objects.filter(practitioner=practitioner, talked_over_at=None).first()


def _loads(people: list[Practitioner], at: datetime) -> list[Load]:
    ids = [person.pk for person in people]
    began = _shift_began(ids, at)
    since = at - timedelta(days=LOAD_DAYS)
    this_shift = Q()
    for person in ids:
        this_shift |= Q(practitioner=person, at__gte=began.get(person, at))
    counted = (
        HardContact.objects.filter(practitioner__in=ids, at__lte=at)
        .order_by()
        .values("practitioner")
        .annotate(
            shift=Count("pk", filter=this_shift),
            days=Count("pk", filter=Q(at__gte=since)),
            waiting=Count("pk", filter=Q(talked_over_at=None)),
        )
    )
    rows = {row["practitioner"]: row for row in counted}
    none = {"shift": 0, "days": 0, "waiting": 0}
    return [
        Load(
            practitioner=person,
            this_shift=rows.get(person.pk, none)["shift"],
            last_days=rows.get(person.pk, none)["days"],
            to_talk_over=rows.get(person.pk, none)["waiting"],
        )
        for person in people
    ]


def _shift_began(people: list[UUID], at: datetime) -> dict[UUID, datetime]:
    """When each one's present shift began: the planned one or the duty, whichever came first."""
    began = dict(Duty.objects.filter(practitioner__in=people).values_list("practitioner", "since"))
    planned = Shift.objects.filter(practitioner__in=people, starts_at__lte=at, ends_at__gt=at)
    for person, starts_at in planned.values_list("practitioner", "starts_at"):
        began[person] = min(starts_at, began.get(person, starts_at))
    return began


def _present(line: Line) -> list[Presence]:
    rows = Duty.objects.filter(line=line, practitioner__is_active=True).order_by("since")
    return [presence_of(row) for row in rows]


def presence_of(duty: Duty) -> Presence:
    return Presence(
        practitioner=duty.practitioner_id,
        chats_each=duty.chats_each,
        seen_at=duty.seen_at,
        break_until=duty.break_until,
        wrapping_up_until=duty.wrapping_up_until,
    )


def _interval(shift: Shift) -> Interval:
    return Interval(shift.starts_at, shift.ends_at)
