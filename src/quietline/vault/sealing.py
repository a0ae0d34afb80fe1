"""Sealing what belongs to a thread: padded, under the thread's key, tied to its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    sodium_pad,
    sodium_unpad,
)
from nacl.exceptions import CryptoError
from nacl.utils import random

from quietline.vault.errors import CannotOpen
from quietline.vault.kinds import Plain, Sealed, ThreadKey
from quietline.vault.parameters import FORMAT_VERSION, KEY_BYTES, NONCE_BYTES, PAD_BYTES

_DOMAIN = b"quietline sealed"
_VERSION = bytes([FORMAT_VERSION])


class Purpose(StrEnum):
    """What a sealed value is; part of its associated data, so the words never change."""

    MESSAGE = "message"
    INTAKE = "intake"
    RECORD = "record"
    NOTE = "note"
    WANTED_SKILL = "wanted-skill"
    CALL_NUMBER = "call-number"
    CALL_WISHES = "call-wishes"
    CONCERN = "concern"
    IDENTITY = "identity"
    IDENTITY_REASON = "identity-reason"
    DISCLOSURE = "disclosure"
    PLAN = "plan"
    CHECK_IN = "check-in"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands. It opens there and nowhere else: none can be swapped, moved or replayed."""

    purpose: Purpose
    thread_id: UUID
    sequence: int
    author: str


def new_thread_key() -> ThreadKey:
    return ThreadKey(random(KEY_BYTES))


def seal(key: ThreadKey, plain: Plain, *, place: Place) -> Sealed:
    """Seal a value for its place; the length shows only in steps of 256 bytes."""
    return Sealed(encrypt(key, sodium_pad(plain, PAD_BYTES), associated_data(place)))


def open_sealed(key: ThreadKey, sealed: Sealed, *, place: Place) -> Plain:
    """Open a value at its place.

    Raises:
        CannotOpen: wrong key, wrong place, or not a byte as it was sealed.
    """
    padded = decrypt(key, sealed, associated_data(place))
    try:
        return Plain(sodium_unpad(padded, PAD_BYTES))
    except CryptoError:
        raise CannotOpen from None


def associated_data(place: Place) -> bytes:
    """The place as bytes; no two places give the same, as every part carries its length."""
    parts = [
        _DOMAIN,
        place.purpose.encode(),
        place.thread_id.bytes,
        place.sequence.to_bytes(8, "big"),
        place.author.encode(),
    ]
    return length_prefixed(parts)


def length_prefixed(parts: list[bytes]) -> bytes:
    """The format's version, then each part behind its length in four bytes."""
    return _VERSION + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def encrypt(key: bytes, plain: bytes, associated: bytes) -> bytes:
    """Version, random nonce, XChaCha20-Poly1305."""
    nonce = random(NONCE_BYTES)
    return _VERSION + nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(plain, associated, nonce, key)


def decrypt(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The reverse of `encrypt`.

    Raises:
        CannotOpen: for whatever reason.
    """
    version, nonce, body = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if version != _VERSION or len(nonce) != NONCE_BYTES:
        raise CannotOpen
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(body, associated, nonce, key)
    except (CryptoError, ValueError):
        raise CannotOpen from None
