"""Connecting one's account with the organisation's own sign-in, and taking that off."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.models import Practitioner
from quietline.team.sign_on.models import SignOn
from quietline.team.sign_on.queries import mark_of


class SomebodyElses(Exception):
    """Another account is connected with it already."""


def connect(*, practitioner: Practitioner, subject: str, by: UUID) -> None:
    """Let whoever signs in as `subject` there begin to sign in here as this practitioner.

    Raises:
        SomebodyElses
    """
    try:
        with transaction.atomic():
            SignOn.objects.update_or_create(practitioner=practitioner, defaults={"subject_mark": mark_of(subject)})
            record(act=Act.SIGN_ON_CONNECTED, by=by, subject=practitioner.pk)
    except IntegrityError:
        raise SomebodyElses from None


def disconnect(*, practitioner: Practitioner, by: UUID) -> None:
    """From now on the password, or a passkey, is the way in; who was not connected stays as they are."""
    with transaction.atomic():
        if SignOn.objects.filter(practitioner=practitioner).delete()[0]:
            record(act=Act.SIGN_ON_DISCONNECTED, by=by, subject=practitioner.pk)
