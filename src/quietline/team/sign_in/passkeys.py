"""Passkeys: what a browser is asked for, whether its answer is good, and how one opens the keys by itself."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from quietline.team.models import Practitioner
from quietline.team.sign_in.models import PasskeyHold
from quietline.team.sign_in.queries import credential_of
from quietline.vault import CannotOpen, Pepper, PrivateKey, Sealed, WrappingKey, passkey_key, unwrap, wrap

_USE = "passkey"
# What every passkey is asked to compute from: it is no secret, and each passkey's answer is its own.
_PRF_INPUT = b"quietline: what opens the keys"


class NotThisPasskey(Exception):
    """The answer is none, is another's, or was given before."""


def asked_to_make(practitioner: Practitioner) -> dict[str, Any]:
    """What the browser is asked for when a passkey is made; remembered in the session until it answers."""
    return _with_prf(auth.begin_registration(practitioner, passwordless=True))


def asked_to_show(practitioner: Practitioner | None) -> dict[str, Any]:
    """What it is asked for at sign-in: one of somebody's passkeys, or whichever its owner chooses."""
    return _with_prf(auth.begin_authentication(practitioner))


def made(credential: dict[str, Any]) -> dict[str, Any]:
    """The answer to `asked_to_make`, verified.

    Raises:
        NotThisPasskey
    """
    try:
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except DatabaseError:
        raise
    except Exception:
        # Three libraries read it, and a made-up answer makes each raise what it likes.
        raise NotThisPasskey from None
    return credential


def shown(credential: dict[str, Any], practitioner: Practitioner | None) -> tuple[Practitioner, bytes]:
    """Whose passkey answered `asked_to_show`, and which; of nobody else than `practitioner` where one is given.

    Raises:
        NotThisPasskey
    """
    try:
        auth.parse_authentication_response(credential)
        owner = practitioner or _owner(credential)
        row = auth.complete_authentication(owner, credential)
        with transaction.atomic():
            Authenticator.objects.filter(pk=row.pk).update(last_used_at=timezone.now())
        return owner, credential_of(row)
    except DatabaseError:
        raise
    except Exception:
        raise NotThisPasskey from None
    finally:
        auth.clear_state()  # one answer a question, good or not


def hold_for(practitioner: Practitioner, private: PrivateKey, output: str) -> Sealed | None:
    """The private key under what the passkey computed; none where it can't compute."""
    try:
        return wrap(_key(output), private, use=_USE, bound_to=practitioner.pk.bytes)
    except CannotOpen:
        return None


def opened(practitioner: Practitioner, credential: bytes, output: str) -> PrivateKey | None:
    """The private key that the passkey opens by itself; none where it can't, or has no hold on this key."""
    hold = PasskeyHold.objects.filter(practitioner=practitioner, credential=credential).first()
    if hold is None:
        return None
    try:
        sealed = Sealed(bytes(hold.sealed_key))
        return PrivateKey(unwrap(_key(output), sealed, use=_USE, bound_to=practitioner.pk.bytes))
    except CannotOpen:
        return None


def _owner(credential: dict[str, Any]) -> Practitioner:
    named = UUID(bytes=_bytes(credential["response"]["userHandle"]))
    return Practitioner.objects.get(pk=named, is_active=True)


def _with_prf(asked: dict[str, Any]) -> dict[str, Any]:
    options = dict(asked["publicKey"])
    first = base64.urlsafe_b64encode(_PRF_INPUT).rstrip(b"=").decode()
    options["extensions"] = {**options.get("extensions", {}), "prf": {"eval": {"first": first}}}
    return options


def _key(output: str) -> WrappingKey:
    try:
        return passkey_key(_bytes(output), pepper=Pepper(settings.QUIETLINE_PEPPER))
    except (binascii.Error, UnicodeEncodeError):
        raise CannotOpen from None


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
