"""Giving roles, and taking them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team import changes
from quietline.team.models import Line, Practitioner
from quietline.team.roles.models import HeldRole
from quietline.team.roles.rules import EDITING_GROUPS, LINE_ROLES, NEVER_WITHOUT, Role


class LastOfItsKind(Exception):
    """Without this one nobody who is active would have the role."""


class OwnRole(Exception):
    """Nobody gives themselves a role: what one may do is another's decision."""


class NoLineRole(ValueError):
    """The role is the whole helpline's and can't be had for one line."""


def give_role(*, practitioner: UUID, role: Role, line: Line | None = None, by: UUID | None) -> None:
    """Give somebody who is active a role, for one line or (without one) for all; who has it already keeps it.

    Raises:
        OwnRole
        NoLineRole
    """
    if practitioner == by:
        raise OwnRole
    if line is not None and role not in LINE_ROLES:
        raise NoLineRole(role)
    with transaction.atomic():
        # Ours until the end: two who give the same role at once give it once.
        person = Practitioner.objects.select_for_update().filter(pk=practitioner, is_active=True).first()
        if person is None or _held(practitioner, role, line).exists():
            return
        held = HeldRole.objects.create(practitioner=person, role=role, line=line, given_at=timezone.now(), given_by=by)
        if role in EDITING_GROUPS:
            person.groups.add(Group.objects.get_or_create(name=EDITING_GROUPS[role])[0])
        record(act=Act.ROLE_GIVEN, by=by, subject=held.pk)


def take_role(*, practitioner: UUID, role: Role, line: Line | None = None, by: UUID) -> None:
    """Take a role from somebody; who does not have it stays as they are.

    Raises:
        LastOfItsKind: give it to somebody else first.
    """
    with transaction.atomic():
        # Ours until the end: of two who take each other's role at once, the second is refused.
        rows = HeldRole.objects.select_for_update().filter(role=role, taken_at=None, practitioner__is_active=True)
        standing = list(rows.order_by("pk"))
        taken = [row for row in standing if (row.practitioner_id, row.line_id) == (practitioner, line and line.pk)]
        if not taken:
            return
        if role in NEVER_WITHOUT and len(standing) == 1:
            raise LastOfItsKind
        _end(taken, by=by)


def take_every_role(*, practitioner: UUID, by: UUID | None) -> None:
    """Take all that somebody has, as they leave; call it inside the transaction of the leaving.

    Raises:
        LastOfItsKind: they have a role alone that the helpline can't be without.
    """
    rows = list(HeldRole.objects.select_for_update().filter(practitioner=practitioner, taken_at=None))
    others = HeldRole.objects.filter(taken_at=None, practitioner__is_active=True).exclude(practitioner=practitioner)
    left = set(others.values_list("role", flat=True))
    for row in rows:
        if row.role in NEVER_WITHOUT and row.role not in left:
            raise LastOfItsKind(row.role)
    _end(rows, by=by)


def _end(rows: list[HeldRole], *, by: UUID | None) -> None:
    changes.tell()
    for row in rows:
        row.taken_at, row.taken_by = timezone.now(), by
        row.save(update_fields=["taken_at", "taken_by"])
        if row.role in EDITING_GROUPS:
            row.practitioner.groups.remove(*Group.objects.filter(name=EDITING_GROUPS[Role(row.role)]))
        record(act=Act.ROLE_TAKEN, by=by, subject=row.pk)


def _held(practitioner: UUID, role: Role, line: Line | None) -> QuerySet[HeldRole]:
    return HeldRole.objects.filter(practitioner=practitioner, role=role, line=line, taken_at=None)
