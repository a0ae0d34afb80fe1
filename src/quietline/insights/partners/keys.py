"""What the island's own key leads to. It stands beside the settings, never in the database: a dump opens nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings

STEP_SECONDS = 30
DIGITS = 6
# A phone's clock may be half a minute off.
_TOLERANCE = 1


def app_secret(link_mark: str) -> bytes:
    """What an authenticator app and we share: computed from the invitation that was taken up, kept nowhere."""
    return _derived(link_mark, person=b"ql-partner-app", size=20)


def app_key(link_mark: str) -> str:
    """The same as an app takes it in."""
    return base64.b32encode(app_secret(link_mark)).decode()


def before_hashing(password: str) -> str:
    """What is hashed of a password: without the key nobody can try any against a dump."""
    return _derived(password, person=b"ql-partner-word", size=32).hex()


def step_of(link_mark: str, code: str, *, now: float | None = None) -> int | None:
    """The half minute, now or just before or after, in which the app shows this code."""
    # As apps do it (RFC 6238): SHA-1 is what all of them know, and its weakness is not of this use.
    app = TOTP(app_secret(link_mark), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  # nosec B303
    here = int((time.time() if now is None else now) // STEP_SECONDS)
    given = "".join(code.split())
    for step in (here - _TOLERANCE, here, here + _TOLERANCE):
        try:
            app.verify(given.encode(), step * STEP_SECONDS)
        except (InvalidToken, ValueError):
            continue
        return step
    return None


def code_now(link_mark: str) -> str:
    """What the app shows this moment."""
    app = TOTP(app_secret(link_mark), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  # nosec B303
    return app.generate(int(time.time())).decode()


def step_mark(partner: int, step: int) -> str:
    """What is kept of a code that was used: it tells whether that one comes again, and not when it was used."""
    return _derived(f"{partner} {step}", person=b"ql-partner-code", size=32).hex()


def used_since(partner: int, step: int, mark: str) -> bool:
    """Whether the code of this half minute, or of one of the next that are good by now, was used already."""
    later = (step_mark(partner, step + ahead) for ahead in range(2 * _TOLERANCE + 1))
    return any(hmac.compare_digest(each, mark) for each in later)


def card_mark(number: str, kind: str, code: str) -> str:
    """What makes the address of a card one that nobody guesses; it holds as long as the island's key does."""
    return _derived("\n".join((number, kind, code)), person=b"ql-partner-card", size=16).hex()


def is_card(number: str, kind: str, code: str, mark: str) -> bool:
    return hmac.compare_digest(card_mark(number, kind, code).encode(), mark.encode())


def _derived(text: str, *, person: bytes, size: int) -> bytes:
    # Only the island's process has it: config/island/settings.
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, person=person, digest_size=size).digest()
