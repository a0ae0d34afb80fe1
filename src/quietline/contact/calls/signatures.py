"""Whether a report comes from the phone system that it claims to come from. Pure; compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

# Clocks differ and networks are slow, but not by more.
FRESH = timedelta(minutes=5)
# Shorter secrets can be guessed; such a one counts as none.
SECRET_CHARACTERS = 16
_PORTS = {"https": 443, "http": 80}


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a dot and the body, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def signed_lines(headers: Mapping[str, str], names: Sequence[str]) -> bytes:
    """What is signed before the body of an event in binary mode: a line `name:value` for each of these headers.

    A value has no line breaks, so no two sets of headers give the same lines; and as they are no JSON, no event in
    one mode can be sent again as one in the other.
    """
    return "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in names).encode("utf-8", "surrogatepass")


def is_signed(signature: str, *, secret: str, timestamp: str, body: bytes) -> bool:
    return _same(signature.strip().lower(), sign(secret, timestamp, body))


def sign_as_twilio(token: str, url: str, form: Mapping[str, Sequence[str]]) -> str:
    """By Twilio's published rule: HMAC-SHA1 over the address and the sorted fields with their values, in base64."""
    text = url + "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    # SHA-1 is theirs to choose; as HMAC it is not broken.
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def is_signed_by_twilio(signature: str, *, token: str, url: str, form: Mapping[str, Sequence[str]]) -> bool:
    """The same with the address as it was set up there: with its usual port or without."""
    answers = [_same(signature.strip(), sign_as_twilio(token, each, form)) for each in (url, _with_port(url))]
    return any(answers)


def is_fresh(said_at: datetime, now: datetime) -> bool:
    return abs(now - said_at) <= FRESH


def _with_port(url: str) -> str:
    parts = urlsplit(url)
    if parts.port is not None or parts.scheme not in _PORTS:
        return url
    return urlunsplit(parts._replace(netloc=f"{parts.netloc}:{_PORTS[parts.scheme]}"))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
