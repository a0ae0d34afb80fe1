"""Keys that hold keys: wrapped under a secret, sealed to a person or a line, locked by a password."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey as BoxPrivateKey
from nacl.public import PublicKey as BoxPublicKey
from nacl.public import SealedBox
from nacl.pwhash import argon2id
from nacl.utils import random

from quietline.vault.errors import CannotOpen
from quietline.vault.kinds import Pepper, PrivateKey, PublicKey, Sealed, WrappingKey
from quietline.vault.parameters import (
    KEY_BYTES,
    MIB,
    PASSWORD_MEMORY,
    PASSWORD_MOST_MEMORY,
    PASSWORD_MOST_PASSES,
    PASSWORD_PASSES,
    SALT_BYTES,
)
from quietline.vault.sealing import decrypt, encrypt, length_prefixed

_WRAP = b"quietline wrap"
_LOCK_USE = "password"
_PEPPERED = b"ql-lock-pepper"
_COST_BYTES = 4


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An X25519 pair; the private half is for one person or one line."""

    public: PublicKey
    private: PrivateKey


def new_key_pair() -> KeyPair:
    private = BoxPrivateKey.generate()
    return KeyPair(public=PublicKey(bytes(private.public_key)), private=PrivateKey(bytes(private)))


def seal_to(public: PublicKey, plain: bytes) -> Sealed:
    """Seal to whoever has the private half; the sealer can't open it again."""
    return Sealed(SealedBox(BoxPublicKey(public)).encrypt(plain))


def open_with(private: PrivateKey, sealed: Sealed) -> bytes:
    """Open what was sealed to this key.

    Raises:
        CannotOpen
    """
    try:
        return SealedBox(BoxPrivateKey(private)).decrypt(sealed)
    except (CryptoError, ValueError, TypeError):
        raise CannotOpen from None


def new_wrapping_key() -> WrappingKey:
    return WrappingKey(random(KEY_BYTES))


def wrap(key: WrappingKey, plain: bytes, *, use: str, bound_to: bytes) -> Sealed:
    """Put a small secret under a key, for one use and tied to one row."""
    return Sealed(encrypt(key, plain, length_prefixed([_WRAP, use.encode(), bound_to])))


def unwrap(key: WrappingKey, sealed: Sealed, *, use: str, bound_to: bytes) -> bytes:
    """The reverse of `wrap`.

    Raises:
        CannotOpen: another key, use or row.
    """
    return decrypt(key, sealed, length_prefixed([_WRAP, use.encode(), bound_to]))


def lock_private_key(private: PrivateKey, password: str, *, pepper: Pepper) -> Sealed:
    """Put a private key under a password and the pepper; takes some 0.15 s and 64 MiB, on purpose.

    People choose guessable passwords: without the pepper a stolen database lets nobody try any.
    """
    salt = random(SALT_BYTES)
    cost = _cost(PASSWORD_MEMORY // MIB, PASSWORD_PASSES)
    key = _password_key(password, salt, pepper, memory=PASSWORD_MEMORY, passes=PASSWORD_PASSES)
    return Sealed(cost + salt + wrap(key, private, use=_LOCK_USE, bound_to=cost + salt))


def unlock_private_key(sealed: Sealed, password: str, *, pepper: Pepper) -> PrivateKey:
    """Open a private key with its password.

    Raises:
        CannotOpen: wrong password, or the row was changed; costs above the ceiling are refused unpaid.
    """
    head = 2 * _COST_BYTES + SALT_BYTES
    cost, salt, body = sealed[: 2 * _COST_BYTES], sealed[2 * _COST_BYTES : head], sealed[head:]
    memory = int.from_bytes(cost[:_COST_BYTES], "big") * MIB
    passes = int.from_bytes(cost[_COST_BYTES:], "big")
    # Below today's cost is a forgery as well: a cheap lock would be tried out fast.
    if not (PASSWORD_MEMORY <= memory <= PASSWORD_MOST_MEMORY and PASSWORD_PASSES <= passes <= PASSWORD_MOST_PASSES):
        raise CannotOpen
    key = _password_key(password, salt, pepper, memory=memory, passes=passes)
    return PrivateKey(unwrap(key, Sealed(body), use=_LOCK_USE, bound_to=cost + salt))


def _cost(memory_mib: int, passes: int) -> bytes:
    return memory_mib.to_bytes(_COST_BYTES, "big") + passes.to_bytes(_COST_BYTES, "big")


def _password_key(password: str, salt: bytes, pepper: Pepper, *, memory: int, passes: int) -> WrappingKey:
    # Keyboards differ in how they compose an accent; the password is the same.
    text = unicodedata.normalize("NFKC", password).encode()
    root = argon2id.kdf(KEY_BYTES, text, salt, opslimit=passes, memlimit=memory)
    return WrappingKey(hashlib.blake2b(root, key=pepper, digest_size=KEY_BYTES, person=_PEPPERED).digest())
