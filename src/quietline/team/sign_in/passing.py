"""What a session has shown of who sits there: the password, a second factor, and when it last did."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest

from quietline.team.models import Practitioner

# Disclosures, exports and acts on keys want somebody who showed so recently that it is them.
FRESH_SECONDS = 5 * 60
_SECOND = "mfa"


def note_password(request: HttpRequest, practitioner: Practitioner) -> None:
    """This session showed the practitioner's password, now."""
    record_authentication(request, practitioner, "password")


def note_sign_on(request: HttpRequest, practitioner: Practitioner) -> None:
    """The organisation's own sign-in said, now, that it is them: a first step, as the password is."""
    record_authentication(request, practitioner, "organisation")


def note_second_factor(
    request: HttpRequest, practitioner: Practitioner, kind: str, *, passwordless: bool = False
) -> None:
    """This session showed a second factor of the practitioner (`totp`, `webauthn`, `recovery_codes`), now.

    A passkey alone, with its owner's finger or PIN, is `passwordless`: allauth asks for no second step then.
    """
    record_authentication(request, practitioner, _SECOND, type=kind, passwordless=passwordless or None)


def has_second_factor(request: HttpRequest, practitioner: Practitioner) -> bool:
    """Whether this session showed a second factor: without it nothing opens but the pages that set one up."""
    return any(shown["method"] == _SECOND for shown in get_authentication_records(request, practitioner))


def is_fresh(request: HttpRequest, practitioner: Practitioner) -> bool:
    """Whether it showed either within the last minutes; a clock set back counts as not."""
    shown = get_authentication_records(request, practitioner)
    return any(0 <= time.time() - each["at"] <= FRESH_SECONDS for each in shown)
