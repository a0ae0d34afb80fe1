"""Keys that stand behind the pepper: for small secrets that no password opens, and for what a passkey gives."""

from __future__ import annotations

import hashlib

from quietline.vault.errors import CannotOpen
from quietline.vault.kinds import Pepper, WrappingKey
from quietline.vault.parameters import KEY_BYTES

_INSTALLATION = b"ql-installation"
_PASSKEY = b"ql-passkey-prf"
_MARK = b"ql-small-mark"


def installation_key(use: str, *, pepper: Pepper) -> WrappingKey:
    """The key for one use that this installation's pepper leads to; no database holds it."""
    digest = hashlib.blake2b(use.encode(), key=pepper, digest_size=KEY_BYTES, person=_INSTALLATION)
    return WrappingKey(digest.digest())


def passkey_key(output: bytes, *, pepper: Pepper) -> WrappingKey:
    """The key that a passkey's PRF output leads to, with the pepper.

    Raises:
        CannotOpen: it is no such output.
    """
    if len(output) != KEY_BYTES:
        raise CannotOpen
    return WrappingKey(hashlib.blake2b(output, key=pepper, digest_size=KEY_BYTES, person=_PASSKEY).digest())


def peppered_mark(secret: str, *, bound_to: bytes, pepper: Pepper) -> bytes:
    """What may stand in a database to know a short secret again; without the pepper nobody can try any."""
    digest = hashlib.blake2b(bound_to + secret.encode(), key=pepper, digest_size=KEY_BYTES, person=_MARK)
    return digest.digest()
