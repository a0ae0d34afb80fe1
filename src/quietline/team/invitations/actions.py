"""Inviting somebody, and taking an invitation up: the keys are made in that step, by nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.actions import add_practitioner
from quietline.team.invitations.models import Invitation
from quietline.team.links.actions import (
    NotGood,
    forget_old_links,
    locked,
    make_link,
    take_up_link,
    try_told,
    withdraw_links,
)
from quietline.team.links.rules import Refusal
from quietline.team.models import Line, Practitioner
from quietline.team.roles.actions import give_role
from quietline.team.roles.rules import Role


class AlreadyHere(Exception):
    """Somebody with this e-mail works, or worked, here."""


def invite(*, email: str, roles: Iterable[tuple[Role, Line | None]], by: Practitioner) -> tuple[str, str]:
    """Invite somebody; returns the token of the link, and the code to be told another way. Both exist here alone.

    An earlier invitation to the same address is withdrawn.

    Raises:
        AlreadyHere
    """
    email = email.strip().lower()
    if Practitioner.objects.filter(email=email).exists():
        raise AlreadyHere
    with transaction.atomic():
        for earlier in Invitation.objects.filter(email=email, taken_up_at=None, withdrawn_at=None):
            withdraw(invitation=earlier.pk, by=by.pk)
        invitation, token, code = make_link(Invitation.objects.all(), by=by, email=email)
        for role, line in roles:
            invitation.roles.create(role=role, line=line)
        record(act=Act.INVITED, by=by.pk, subject=invitation.pk)
    return token, code


def withdraw(*, invitation: UUID, by: UUID) -> None:
    """Make an invitation good for nothing; one that was taken up or withdrawn stays as it is."""
    with transaction.atomic():
        if withdraw_links(Invitation.objects.filter(pk=invitation)):
            record(act=Act.INVITATION_WITHDRAWN, by=by, subject=invitation)


def try_code(*, invitation: UUID, code: str) -> None:
    """Compare the code with the one that was told; each wrong one costs a try.

    Raises:
        NotGood, WrongCode
    """
    rows = Invitation.objects.select_related("made_by")
    try_told(rows, link=invitation, code=code, refused=Act.INVITATION_REFUSED, about="pk")


def take_up(*, invitation: UUID, name: str, shown_as: str, password: str) -> Practitioner:
    """Make the person, with keys that their password alone opens, and their roles; no line opens yet.

    Raises:
        NotGood: it was taken up or withdrawn meanwhile.
    """
    with transaction.atomic():
        row = locked(Invitation.objects.select_related("made_by"), invitation)
        try:
            with transaction.atomic():
                newcomer = add_practitioner(
                    email=row.email, name=name, shown_as=shown_as, password=password, roles=(), by=row.made_by_id
                )
        except IntegrityError:
            raise NotGood(Refusal.ALREADY_HERE) from None
        for each in row.roles.select_related("line"):
            give_role(practitioner=newcomer.pk, role=Role(each.role), line=each.line, by=row.made_by_id)
        take_up_link(row)
        record(act=Act.INVITATION_TAKEN_UP, by=newcomer.pk, subject=row.pk)
    return newcomer


def forget_old(*, by: None = None) -> None:
    """What the clock does: take away the rows of invitations that ran out a month ago."""
    forget_old_links(Invitation.objects.all())
