"""Planning shifts; going on duty and off; marking what was hard.

Shifts and duty are on record. Breaks, wrap-up and hard contacts are not: they are there for the practitioner's sake,
and a record of them would be kept against them (docs/adr/0004 says the same of seekers' comings and goings).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.live.hub import hub
from quietline.team.models import Line, Practitioner
from quietline.team.rota.models import Duty, HardContact, Shift
from quietline.team.rota.rules import (
    ABANDONED_AFTER,
    LONGEST_SHIFT,
    MOST_CHATS_EACH,
    REMEMBERED,
    SIGN_OF_LIFE,
    WRAP_UP,
)

# Who listens for a change of capacity.
DUTY = "duty"


class RotaRefused(Exception):
    """Why the rota stays as it is; the text is for the person who tried."""


class NotOnDuty(Exception):
    """Somebody is not on duty (any more), so nothing of their duty can change."""


def add_shift(*, line: Line, practitioner: UUID, starts_at: datetime, ends_at: datetime, by: UUID | None) -> Shift:
    """Plan somebody on a line.

    Raises:
        RotaRefused: they are planned already in that time, on this line or another; or it ends before it begins.
    """
    if not timedelta(0) < ends_at - starts_at <= LONGEST_SHIFT:
        hours = int(LONGEST_SHIFT.total_seconds() // 3600)
        raise RotaRefused(f"A shift ends after it begins and lasts {hours} hours at most.")
    with transaction.atomic():
        # Theirs until the end: two who plan the same person at once come one after the other.
        person = Practitioner.objects.select_for_update().get(pk=practitioner)
        other = Shift.objects.filter(practitioner=person, starts_at__lt=ends_at, ends_at__gt=starts_at).first()
        if other is not None:
            raise RotaRefused(f"{person.name} has a shift in that time already. Remove that one first.")
        shift = Shift.objects.create(line=line, practitioner=person, starts_at=starts_at, ends_at=ends_at)
        record(act=Act.SHIFT_ADDED, by=by, subject=person.pk)
    return shift


def remove_shift(*, line: Line, shift_id: int, by: UUID) -> None:
    """Take a shift out of the rota; one that is gone already changes nothing."""
    with transaction.atomic():
        shift = Shift.objects.filter(line=line, pk=shift_id).first()
        if shift is not None:
            shift.delete()
            record(act=Act.SHIFT_REMOVED, by=by, subject=shift.practitioner_id)


def go_on_duty(*, line: Line, chats_each: int, by: UUID) -> None:
    """Say that one is at the desk for a line; said again, it changes the line or the number of chats.

    Raises:
        RotaRefused: nobody holds so many chats.
    """
    if not 0 <= chats_each <= MOST_CHATS_EACH:
        raise RotaRefused(f"Between 0 and {MOST_CHATS_EACH} chats at once, please.")
    now = timezone.now()
    with transaction.atomic():
        kept = {"line": line, "chats_each": chats_each, "seen_at": now, "break_until": None}
        _, begun = Duty.objects.update_or_create(
            practitioner_id=by, defaults=kept, create_defaults=kept | {"since": now}
        )
        if begun:
            record(act=Act.DUTY_BEGUN, by=by, subject=by)
        _tell()


def go_off_duty(*, by: UUID) -> None:
    """Leave the desk; who was not on duty stays so."""
    with transaction.atomic():
        gone, _ = Duty.objects.filter(practitioner=by).delete()
        if gone:
            record(act=Act.DUTY_ENDED, by=by, subject=by)
            _tell()


def seen(*, by: UUID) -> bool:
    """A sign of life from whoever is on duty; returns whether they are. Costs a write every few seconds at most."""
    now = timezone.now()
    seen_at = Duty.objects.filter(practitioner=by).values_list("seen_at", flat=True).first()
    if seen_at is not None and now - seen_at >= SIGN_OF_LIFE:
        Duty.objects.filter(practitioner=by).update(seen_at=now)
    return seen_at is not None


def take_break(*, minutes: int, by: UUID) -> None:
    """No new chats for some minutes.

    Raises:
        NotOnDuty
    """
    _change(by, break_until=timezone.now() + timedelta(minutes=minutes))


def end_break(*, by: UUID) -> None:
    """Come back from a break before its time.

    Raises:
        NotOnDuty
    """
    _change(by, break_until=None)


def begin_wrap_up(*, by: UUID) -> None:
    """Protected time to write a contact down: no new chats until it is ended, or for ten minutes.

    Nothing happens where they are not on duty: a contact record can be written at any time.
    """
    Duty.objects.filter(practitioner=by).update(wrapping_up_until=timezone.now() + WRAP_UP)
    _tell()


def end_wrap_up(*, by: UUID) -> None:
    """Be ready for the next contact."""
    Duty.objects.filter(practitioner=by).update(wrapping_up_until=None)
    _tell()


def mark_hard(*, line: Line, by: UUID) -> None:
    """Note that a contact was hard on oneself. Says nothing about the contact."""
    HardContact.objects.create(practitioner_id=by, line=line, at=timezone.now())


def talked_over(*, by: UUID) -> None:
    """Note that one talked over the hard contacts so far, or does not need to."""
    HardContact.objects.filter(practitioner=by, talked_over_at=None).update(talked_over_at=timezone.now())


def sweep(*, by: None = None) -> int:
    """What the clock does: end duties without a sign of life, forget old hard contacts. Returns duties ended."""
    now = timezone.now()
    HardContact.objects.filter(at__lte=now - REMEMBERED).delete()
    ended = 0
    for person in Duty.objects.filter(seen_at__lte=now - ABANDONED_AFTER).values_list("practitioner", flat=True):
        with transaction.atomic():
            # Whoever gave a sign of life meanwhile stays.
            gone, _ = Duty.objects.filter(practitioner=person, seen_at__lte=now - ABANDONED_AFTER).delete()
            if gone:
                record(act=Act.DUTY_ENDED, by=None, subject=person)
                ended += gone
    if ended:
        _tell()
    return ended


def _change(practitioner: UUID, **columns: datetime | None) -> None:
    if not Duty.objects.filter(practitioner=practitioner).update(seen_at=timezone.now(), **columns):
        raise NotOnDuty
    _tell()


def _tell() -> None:
    transaction.on_commit(partial(hub.publish, DUTY))
