"""Giving the supervisor's role, and taking it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.models import Practitioner


class LastSupervisor(Exception):
    """Without this one the helpline would have no supervisor."""


def keeps_team(practitioner: Practitioner) -> bool:
    """Whether somebody keeps the list of skills and who has which."""
    return practitioner.is_supervisor or practitioner.is_administrator


def make_supervisor(*, practitioner: UUID, by: UUID) -> None:
    """Give somebody who is active the supervisor's role; who has it already keeps it."""
    with transaction.atomic():
        people = Practitioner.objects.filter(pk=practitioner, is_active=True, is_supervisor=False)
        if people.update(is_supervisor=True):
            record(act=Act.SUPERVISOR_MADE, by=by, subject=practitioner)


def take_supervisor(*, practitioner: UUID, by: UUID) -> None:
    """Take the supervisor's role from somebody; who does not have it stays as they are.

    Raises:
        LastSupervisor: nobody else who is active has it; make somebody else supervisor first.
    """
    with transaction.atomic():
        # Ours until the end: of two who take each other's role at once, the second is refused.
        active = Practitioner.objects.select_for_update().filter(is_active=True, is_supervisor=True)
        supervisors = set(active.order_by("pk").values_list("pk", flat=True))
        if practitioner not in supervisors:
            return
        if supervisors == {practitioner}:
            raise LastSupervisor
        Practitioner.objects.filter(pk=practitioner).update(is_supervisor=False)
        record(act=Act.SUPERVISOR_TAKEN, by=by, subject=practitioner)
