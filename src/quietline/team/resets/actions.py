"""Resetting the sign-in of somebody who lost their password: they set a new one, and keys are made in that step."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.line_keys.actions import replace_key_pair
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
from quietline.team.models import Practitioner
from quietline.team.resets.models import Reset
from quietline.team.resets.queries import resets
from quietline.team.sign_in.actions import end_sessions, reset_second_factor


class OwnSignIn(Exception):
    """Nobody resets their own: whoever is signed in changes their password."""


def begin_reset(*, practitioner: Practitioner, takes_second_factor: bool, by: Practitioner) -> tuple[str, str]:
    """End somebody's sessions and let them set a new password; returns the token of the link, and the code to tell.

    Both exist here alone. Until the link is used the old password stays good, and so do the keys under it. An
    earlier link is withdrawn.

    Raises:
        OwnSignIn
    """
    if practitioner.pk == by.pk:
        raise OwnSignIn
    with transaction.atomic():
        Practitioner.objects.select_for_update().get(pk=practitioner.pk)  # of two at once, one link is good
        withdraw(practitioner=practitioner.pk, by=by.pk)
        _, token, code = make_link(
            Reset.objects.all(), by=by, practitioner=practitioner, takes_second_factor=takes_second_factor
        )
        end_sessions(practitioner=practitioner, by=by.pk)
        record(act=Act.SIGN_IN_RESET, by=by.pk, subject=practitioner.pk)
    return token, code


def withdraw(*, practitioner: UUID, by: UUID) -> None:
    """Make a link of somebody's that was not used good for nothing."""
    with transaction.atomic():
        if withdraw_links(Reset.objects.filter(practitioner=practitioner)):
            record(act=Act.SIGN_IN_RESET_WITHDRAWN, by=by, subject=practitioner)


def try_code(*, reset: UUID, code: str) -> None:
    """Compare the code with the one that was told; each wrong one costs a try.

    Raises:
        NotGood, WrongCode
    """
    try_told(resets(), link=reset, code=code, refused=Act.SIGN_IN_RESET_REFUSED, about="practitioner_id")


def take_up(*, reset: UUID, password: str) -> Practitioner:
    """Set the new password and make the keys under it; where it was said so, take the second factor off as well.

    No line opens until a colleague seals its keys on.

    Raises:
        NotGood: it was used or withdrawn meanwhile.
    """
    with transaction.atomic():
        row = locked(resets(), reset)
        person = row.practitioner
        if not person.is_active:
            raise NotGood(Refusal.LEFT)
        replace_key_pair(practitioner=person, password=password, by=person.pk)
        if row.takes_second_factor:
            reset_second_factor(practitioner=person, by=row.made_by_id)
        take_up_link(row)
    return person


def forget_old(*, by: None = None) -> None:
    """What the clock does: take away the rows of links that ran out a month ago."""
    forget_old_links(Reset.objects.all())
