"""The one secret a browser carries: half of it finds a row, the other half opens what the row holds."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from nacl.utils import random

from quietline.vault.errors import CannotOpen
from quietline.vault.kinds import WrappingKey
from quietline.vault.parameters import KEY_BYTES, TOKEN_BYTES

_LOOKUP = b"ql-token-lookup"
_KEY = b"ql-token-key"
_MAC = b"ql-token-mac"
_MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class TokenHalves:
    """`lookup` may stand in a database: it leads neither to the token nor to `key`."""

    lookup: bytes
    key: WrappingKey


def new_token() -> str:
    return _text(random(TOKEN_BYTES))


def split_token(token: str) -> TokenHalves:
    """Derive both halves.

    Raises:
        CannotOpen: when it is no token at all.
    """
    secret = _secret(token)
    return TokenHalves(lookup=_derived(secret, _LOOKUP), key=WrappingKey(_derived(secret, _KEY)))


def token_mac(token: str, purpose: str) -> str:
    """A short text that only the bearer of the token, or we, can make: what a form carries against forgery."""
    secret = _secret(token)
    return _text(hashlib.blake2b(purpose.encode(), key=secret, digest_size=_MAC_BYTES, person=_MAC).digest())


def same(one: str, other: str) -> bool:
    """Compare without telling by the time it takes how much was right."""
    return hmac.compare_digest(one.encode(), other.encode())


def _derived(secret: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(b"", key=secret, digest_size=KEY_BYTES, person=person).digest()


def _secret(token: str) -> bytes:
    try:
        secret = base64.urlsafe_b64decode(token.encode("ascii") + b"=")
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise CannotOpen from None
    if len(secret) != TOKEN_BYTES or _text(secret) != token:
        raise CannotOpen
    return secret


def _text(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()
