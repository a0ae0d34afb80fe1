"""Second factors, the password, open sessions: each act with its audit row in the same transaction."""

from __future__ import annotations

import unicodedata
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.sessions.models import Session
from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team import changes
from quietline.team.keys import lock, unlocked
from quietline.team.models import Practitioner
from quietline.team.sign_in import codes
from quietline.team.sign_in.kept import row_of
from quietline.team.sign_in.models import PasskeyHold
from quietline.team.sign_in.queries import credential_of, factors_of, name_of, sessions_of
from quietline.vault import Sealed


class LastFactor(Exception):
    """Without this one there would be no second factor; add another first."""


class HasAppAlready(Exception):
    """One authenticator app a person; take the old one off first."""


def use_code(*, practitioner: Practitioner, code: str) -> Authenticator.Type | None:
    """Take a code of the app, or a recovery code, once; what kind it was, or none where it is not good (any more)."""
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update().filter(user=practitioner)
        for row in rows.exclude(type=Authenticator.Type.WEBAUTHN).order_by("-type"):
            if codes.take(row, code):
                if row.type == Authenticator.Type.RECOVERY_CODES:
                    record(act=Act.RECOVERY_CODE_USED, by=practitioner.pk, subject=practitioner.pk)
                return Authenticator.Type(row.type)
        record(act=Act.SECOND_FACTOR_REFUSED, by=None, subject=practitioner.pk)
    return None


def add_app(*, practitioner: Practitioner, secret: str, counter: int, by: UUID) -> None:
    """Take an authenticator app in, whose code of that half minute was shown.

    Raises:
        HasAppAlready
    """
    with transaction.atomic():
        Practitioner.objects.select_for_update().get(pk=practitioner.pk)
        apps = Authenticator.objects.filter(user=practitioner, type=Authenticator.Type.TOTP)
        if apps.exists():
            raise HasAppAlready
        apps.create(user=practitioner, type=Authenticator.Type.TOTP, data=codes.new_data(secret, counter))
        record(act=Act.SECOND_FACTOR_ADDED, by=by, subject=practitioner.pk)


def add_passkey(
    *, practitioner: Practitioner, name: str, credential: dict[str, Any], sealed_key: Sealed | None, by: UUID
) -> None:
    """Take in a passkey whose answer was verified, with a hold on the private key where it can compute one."""
    with transaction.atomic():
        row = WebAuthn.add(practitioner, name, credential).instance
        if sealed_key is not None:
            PasskeyHold.objects.create(practitioner=practitioner, credential=credential_of(row), sealed_key=sealed_key)
        record(act=Act.SECOND_FACTOR_ADDED, by=by, subject=practitioner.pk)


def remove_factor(*, practitioner: Practitioner, factor: int | None, by: UUID) -> None:
    """Take off a passkey, or the app (`factor` is none); who has neither stays as they are.

    Raises:
        LastFactor
    """
    with transaction.atomic():
        Practitioner.objects.select_for_update().get(pk=practitioner.pk)
        kind = Authenticator.Type.TOTP if factor is None else Authenticator.Type.WEBAUTHN
        rows = Authenticator.objects.filter(user=practitioner, type=kind)
        row = (rows if factor is None else rows.filter(pk=factor)).first()
        if row is None:
            return
        if factors_of(practitioner).count == 1:
            raise LastFactor
        _take_off(row)
        record(act=Act.SECOND_FACTOR_REMOVED, by=by, subject=practitioner.pk)


def make_recovery_codes(*, practitioner: Practitioner, by: UUID) -> list[str]:
    """Ten new codes, each good once; the ones before are good no more."""
    with transaction.atomic():
        Authenticator.objects.filter(user=practitioner, type=Authenticator.Type.RECOVERY_CODES).delete()
        made = RecoveryCodes.activate(practitioner).generate_codes()
        record(act=Act.RECOVERY_CODES_MADE, by=by, subject=practitioner.pk)
    return list(made)


def reset_second_factor(*, practitioner: Practitioner, by: UUID | None) -> None:
    """Take off every second factor of somebody who lost theirs, and end their sessions.

    Their next sign-in, with the password, sets one up; their keys stay locked by it.
    """
    with transaction.atomic():
        for row in Authenticator.objects.filter(user=practitioner):
            _take_off(row)
        PasskeyHold.objects.filter(practitioner=practitioner).delete()
        _end(practitioner)
        record(act=Act.SECOND_FACTOR_RESET, by=by, subject=practitioner.pk)


def change_password(*, practitioner: Practitioner, old: str, new: str, here: str | None, by: UUID) -> None:
    """Lock the private key anew and change what signs in, in one row at once; ends the sessions elsewhere.

    Raises:
        CannotOpen: `old` is not the password, and nothing was changed.
    """
    locked = lock(unlocked(practitioner, old), new)
    practitioner.set_password(unicodedata.normalize("NFKC", new))
    practitioner.locked_private_key = locked
    with transaction.atomic():
        practitioner.save(update_fields=["password", "locked_private_key"])
        _end(practitioner, but=here)
        record(act=Act.PASSWORD_CHANGED, by=by, subject=practitioner.pk)


def end_sessions(*, practitioner: Practitioner, by: UUID, only: str | None = None, but: str | None = None) -> int:
    """End somebody's sessions, on every device, at once: all, `only` the named one, or all `but` that of this cookie.

    Returns how many; what was typed there and not sent is lost.
    """
    with transaction.atomic():
        ended = _end(practitioner, only=only, but=but)
        if ended:
            record(act=Act.SESSIONS_ENDED, by=by, subject=practitioner.pk)
    return ended


def _end(practitioner: Practitioner, *, only: str | None = None, but: str | None = None) -> int:
    sessions = [session for session, _ in sessions_of(practitioner)]
    chosen = [row.pk for row in sessions if row.pk != row_of(but) and only in {None, name_of(row)}]
    if chosen:
        changes.tell()
    return Session.objects.filter(pk__in=chosen).delete()[0]


def _take_off(row: Authenticator) -> None:
    if row.type == Authenticator.Type.WEBAUTHN:
        PasskeyHold.objects.filter(practitioner=row.user, credential=credential_of(row)).delete()
    row.delete()
