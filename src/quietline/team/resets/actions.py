"""Resetting the sign-in of somebody who lost their password: they set a new one, and keys are made in that step."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.invitations.actions import WrongCode
from quietline.team.invitations.rules import CODE_TRIES, KEPT, LIFE
from quietline.team.invitations.told import is_told, mark_of, new_code
from quietline.team.line_keys.actions import replace_key_pair
from quietline.team.models import Practitioner
from quietline.team.resets.models import Reset
from quietline.team.resets.queries import why_not
from quietline.team.resets.rules import Refusal
from quietline.team.sign_in.actions import end_sessions, reset_second_factor
from quietline.vault import new_token, split_token


class OwnSignIn(Exception):
    """Nobody resets their own: whoever is signed in changes their password."""


class NotGood(Exception):
    """The link can't be used; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def begin_reset(*, practitioner: Practitioner, takes_second_factor: bool, by: Practitioner) -> tuple[str, str]:
    """End somebody's sessions and let them set a new password; returns the token of the link, and the code to tell.

    Both exist here alone. Until the link is used the old password stays good, and so do the keys under it. An
    earlier link is withdrawn.

    Raises:
        OwnSignIn
    """
    if practitioner.pk == by.pk:
        raise OwnSignIn
    token, code, now = new_token(), new_code(), timezone.now()
    lookup = split_token(token).lookup
    with transaction.atomic():
        Practitioner.objects.select_for_update().get(pk=practitioner.pk)  # of two at once, one link is good
        withdraw(practitioner=practitioner.pk, by=by.pk)
        Reset.objects.create(
            practitioner=practitioner,
            takes_second_factor=takes_second_factor,
            lookup=lookup,
            code_mark=mark_of(code, bound_to=lookup),
            tries_left=CODE_TRIES,
            made_by=by,
            made_at=now,
            expires_at=now + LIFE,
        )
        end_sessions(practitioner=practitioner, by=by.pk)
        record(act=Act.SIGN_IN_RESET, by=by.pk, subject=practitioner.pk)
    return token, code


def withdraw(*, practitioner: UUID, by: UUID) -> None:
    """Make a link of somebody's that was not used good for nothing."""
    with transaction.atomic():
        rows = Reset.objects.filter(practitioner=practitioner, taken_up_at=None, withdrawn_at=None)
        if rows.update(withdrawn_at=timezone.now()):
            record(act=Act.SIGN_IN_RESET_WITHDRAWN, by=by, subject=practitioner)


def try_code(*, reset: UUID, code: str) -> None:
    """Compare the code with the one that was told; each wrong one costs a try.

    Raises:
        NotGood, WrongCode
    """
    wrong = None
    with transaction.atomic():
        row = _locked(reset)
        if not is_told(code, bound_to=bytes(row.lookup), mark=bytes(row.code_mark)):
            row.tries_left -= 1
            row.save(update_fields=["tries_left"])
            record(act=Act.SIGN_IN_RESET_REFUSED, by=None, subject=row.practitioner_id)
            wrong = WrongCode(row.tries_left)
    if wrong:  # outside: the try must stay counted
        raise wrong


def take_up(*, reset: UUID, password: str) -> Practitioner:
    """Set the new password and make the keys under it; where it was said so, take the second factor off as well.

    No line opens until a colleague seals its keys on.

    Raises:
        NotGood: it was used or withdrawn meanwhile.
    """
    with transaction.atomic():
        row = _locked(reset)
        person = row.practitioner
        replace_key_pair(practitioner=person, password=password, by=person.pk)
        if row.takes_second_factor:
            reset_second_factor(practitioner=person, by=row.made_by_id)
        row.taken_up_at = timezone.now()
        row.save(update_fields=["taken_up_at"])
    return person


def forget_old(*, by: None = None) -> None:
    """What the clock does: take away the rows of links that ran out a month ago; the acts stay on record."""
    Reset.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()


def _locked(reset: UUID) -> Reset:
    rows = Reset.objects.select_for_update(of=("self",)).select_related("practitioner", "made_by")
    row = rows.get(pk=reset)
    refusal = why_not(row)
    if refusal:
        raise NotGood(refusal)
    return row
