"""Inviting somebody, and taking an invitation up: the keys are made in that step, by nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.actions import add_practitioner
from quietline.team.invitations.models import Invitation
from quietline.team.invitations.queries import why_not
from quietline.team.invitations.rules import CODE_TRIES, KEPT, LIFE, Refusal
from quietline.team.invitations.told import is_told, mark_of, new_code
from quietline.team.models import Line, Practitioner
from quietline.team.roles.actions import give_role
from quietline.team.roles.rules import Role
from quietline.vault import new_token, split_token


class AlreadyHere(Exception):
    """Somebody with this e-mail works, or worked, here."""


class NotGood(Exception):
    """The invitation can't be taken up; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class WrongCode(Exception):
    """The code was not the one that was told; `left` tries remain."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def invite(*, email: str, roles: Iterable[tuple[Role, Line | None]], by: Practitioner) -> tuple[str, str]:
    """Invite somebody; returns the token of the link, and the code to be told another way. Both exist here alone.

    An earlier invitation to the same address is withdrawn.

    Raises:
        AlreadyHere
    """
    email, token, code = email.strip().lower(), new_token(), new_code()
    if Practitioner.objects.filter(email=email).exists():
        raise AlreadyHere
    now, lookup = timezone.now(), split_token(token).lookup
    with transaction.atomic():
        for earlier in Invitation.objects.filter(email=email, taken_up_at=None, withdrawn_at=None):
            withdraw(invitation=earlier.pk, by=by.pk)
        invitation = Invitation.objects.create(
            email=email,
            lookup=lookup,
            code_mark=mark_of(code, bound_to=lookup),
            tries_left=CODE_TRIES,
            invited_by=by,
            made_at=now,
            expires_at=now + LIFE,
        )
        for role, line in roles:
            invitation.roles.create(role=role, line=line)
        record(act=Act.INVITED, by=by.pk, subject=invitation.pk)
    return token, code


def withdraw(*, invitation: UUID, by: UUID) -> None:
    """Make an invitation good for nothing; one that was taken up or withdrawn stays as it is."""
    with transaction.atomic():
        rows = Invitation.objects.filter(pk=invitation, taken_up_at=None, withdrawn_at=None)
        if rows.update(withdrawn_at=timezone.now()):
            record(act=Act.INVITATION_WITHDRAWN, by=by, subject=invitation)


def try_code(*, invitation: UUID, code: str) -> None:
    """Compare the code with the one that was told; each wrong one costs a try.

    Raises:
        NotGood, WrongCode
    """
    wrong = None
    with transaction.atomic():
        row = _locked(invitation)
        if not is_told(code, bound_to=bytes(row.lookup), mark=bytes(row.code_mark)):
            row.tries_left -= 1
            row.save(update_fields=["tries_left"])
            record(act=Act.INVITATION_REFUSED, by=None, subject=row.pk)
            wrong = WrongCode(row.tries_left)
    if wrong:  # outside: the try must stay counted
        raise wrong


def take_up(*, invitation: UUID, name: str, shown_as: str, password: str) -> Practitioner:
    """Make the person, with keys that their password alone opens, and their roles; no line opens yet.

    Raises:
        NotGood: it was taken up or withdrawn meanwhile.
    """
    with transaction.atomic():
        row = _locked(invitation)
        try:
            with transaction.atomic():
                newcomer = add_practitioner(
                    email=row.email, name=name, shown_as=shown_as, password=password, roles=(), by=row.invited_by_id
                )
        except IntegrityError:
            raise NotGood(Refusal.ALREADY_HERE) from None
        for each in row.roles.select_related("line"):
            give_role(practitioner=newcomer.pk, role=Role(each.role), line=each.line, by=row.invited_by_id)
        row.taken_up_at = timezone.now()
        row.save(update_fields=["taken_up_at"])
        record(act=Act.INVITATION_TAKEN_UP, by=newcomer.pk, subject=row.pk)
    return newcomer


def _locked(invitation: UUID) -> Invitation:
    row = Invitation.objects.select_for_update(of=("self",)).select_related("invited_by").get(pk=invitation)
    refusal = why_not(row)
    if refusal:
        raise NotGood(refusal)
    return row


def forget_old(*, by: None = None) -> None:
    """What the clock does: take away the rows of invitations that ran out a month ago; the acts stay on record."""
    Invitation.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()
