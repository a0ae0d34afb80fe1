"""What every path has in common by which another machine reports: a signature, a fresh timestamp, plain answers."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse

from quietline.edge.limits import limits
from quietline.edge.marks import visitor

# Clocks differ and networks are slow, but not by more.
FRESH = timedelta(minutes=5)
# Shorter secrets can be guessed; such a one counts as none.
SECRET_CHARACTERS = 16
MOST_BODY_BYTES = 16 * 1024


class Refused(Exception):
    """Why a report was not taken in: status and a few words, none of them from the report."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def check_size(request: HttpRequest) -> None:
    """Refuse a visitor who sends too many reports, and a report that is too large.

    Raises:
        Refused
    """
    if not limits.allow("hooks", visitor(request)):
        raise Refused(429, "Too many reports. Send it again in a moment.")
    if len(request.body) > MOST_BODY_BYTES:
        raise Refused(413, f"A report has at most {MOST_BODY_BYTES // 1024} KiB.")


def check_signed(request: HttpRequest, *, secret: str, signed: bytes, now: datetime) -> None:
    """Refuse what was not signed with this secret, or not now.

    Raises:
        Refused
    """
    timestamp = request.headers.get("Quietline-Timestamp", "")
    signature = request.headers.get("Quietline-Signature", "")
    if not same(signature.strip().lower(), sign(secret, timestamp, signed)):
        raise Refused(401, "The signature is wrong.")
    if not is_fresh(_said_at(timestamp), now):
        raise Refused(401, "The timestamp is more than five minutes off.")


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a dot and the body, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_fresh(said_at: datetime, now: datetime) -> bool:
    return abs(now - said_at) <= FRESH


def same(one: str, other: str) -> bool:
    """Whether two texts are alike, in a time that does not tell how far."""
    return hmac.compare_digest(one.encode(), other.encode())


def say(status: int, text: str) -> HttpResponse:
    """A plain answer, with when to try again where that helps."""
    answer = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    if status in {429, 503}:
        answer["Retry-After"] = "10"
    return answer


def _said_at(timestamp: str) -> datetime:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
        raise Refused(400, "Quietline-Timestamp must be seconds since 1970.")
    return datetime.fromtimestamp(int(timestamp), UTC)
