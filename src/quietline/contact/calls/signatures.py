"""Whether a report comes from the phone system that it claims to come from. Pure; compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit, urlunsplit

from quietline.edge.hooks import same

_PORTS = {"https": 443, "http": 80}


def signed_lines(headers: Mapping[str, str], names: Sequence[str]) -> bytes:
    """What is signed before the body of an event in binary mode: a line `name:value` for each of these headers.

    A value has no line breaks, so no two sets of headers give the same lines; and as they are no JSON, no event in
    one mode can be sent again as one in the other.
    """
    return "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in names).encode("utf-8", "surrogatepass")


def sign_as_twilio(token: str, url: str, form: Mapping[str, Sequence[str]]) -> str:
    """By Twilio's published rule: HMAC-SHA1 over the address and the sorted fields with their values, in base64."""
    text = url + "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    # SHA-1 is theirs to choose; as HMAC it is not broken.
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def is_signed_by_twilio(signature: str, *, token: str, url: str, form: Mapping[str, Sequence[str]]) -> bool:
    """The same with the address as it was set up there: with its usual port or without."""
    answers = [same(signature.strip(), sign_as_twilio(token, each, form)) for each in (url, _with_port(url))]
    return any(answers)


def _with_port(url: str) -> str:
    parts = urlsplit(url)
    if parts.port is not None or parts.scheme not in _PORTS:
        return url
    return urlunsplit(parts._replace(netloc=f"{parts.netloc}:{_PORTS[parts.scheme]}"))
