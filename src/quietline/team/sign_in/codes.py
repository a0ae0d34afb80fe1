"""Codes that a person types: of an authenticator app, each once, and recovery codes, each once."""

from __future__ import annotations

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.utils import timezone

_LAST = "last_counter"


def new_secret() -> str:
    """What an app and we share from its set-up on: 160 random bits in base32."""
    return str(generate_totp_secret())


def code_now(secret: str) -> str:
    """What the app shows this moment."""
    *_, counter = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, counter - app_settings.TOTP_TOLERANCE)))


def counter_of(secret: str, code: str, *, after: int = 0) -> int | None:
    """At which half minute, now or just before or after, the app shows this code; none at or before `after`."""
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))) and counter > after:
            return int(counter)
    return None


def new_data(secret: str, counter: int) -> dict[str, object]:
    """What is kept of an app: the sealed secret, and the half minute whose code was used last."""
    return {"secret": get_adapter().encrypt(secret), _LAST: counter}


def take(row: Authenticator, code: str) -> bool:
    """Whether the code is good; it is none a second time. Call it inside a transaction that holds the row."""
    if row.type == Authenticator.Type.RECOVERY_CODES:
        good = bool(row.wrap().validate_code(code))
        row.refresh_from_db()
    else:
        # Kept in the row and not, as allauth does, in a cache: another node, or the minute after, must know as well.
        counter = counter_of(get_adapter().decrypt(row.data["secret"]), code, after=row.data.get(_LAST, 0))
        good = counter is not None
        if good:
            row.data[_LAST] = counter
    if good:
        row.last_used_at = timezone.now()
        row.save(update_fields=["data", "last_used_at"])
    return good
