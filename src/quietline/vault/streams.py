"""Sealing something of any length to a public key, so that the machine that seals it can't open it again.

libsodium's secretstream under a random key, which is sealed to the public key. Every chunk carries the whole head as
associated data; the last one says that it is the last: a stream that was changed, cut, or written on does not open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES as TAG_BYTES,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEADER_BYTES,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_keygen,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_FINAL as LAST,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as MORE,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey as BoxPrivateKey

from quietline.vault.errors import CannotOpen, KeyTextProblem, OtherKey
from quietline.vault.keys import open_with, seal_to
from quietline.vault.kinds import PrivateKey, PublicKey, Sealed
from quietline.vault.parameters import FORMAT_VERSION, KEY_BYTES, KEY_CHECK_BYTES, STREAM_CHUNK_BYTES

_MAGIC = b"quietline backup"
_BOX_BYTES = KEY_BYTES + 48
_BEFORE_BOX = len(_MAGIC) + 1 + KEY_BYTES
_HEAD_BYTES = _BEFORE_BOX + _BOX_BYTES + HEADER_BYTES
_CHECK = b"ql-backup-key"
_GROUP = 8


class StreamSealer:
    """Takes plain bytes in pieces of any size, gives sealed ones to `write`. What was not finished does not open."""

    def __init__(self, public: PublicKey, write: Callable[[bytes], object]) -> None:
        key = crypto_secretstream_xchacha20poly1305_keygen()
        self._state = crypto_secretstream_xchacha20poly1305_state()
        header = crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self._head = _MAGIC + bytes([FORMAT_VERSION]) + public + seal_to(public, key) + header
        self._write = write
        self._waiting = bytearray()
        write(self._head)

    def write(self, plain: bytes) -> None:
        self._waiting += plain
        # The last chunk is for `finish`: only there is known that nothing follows.
        while len(self._waiting) > STREAM_CHUNK_BYTES:
            self._push(bytes(self._waiting[:STREAM_CHUNK_BYTES]), MORE)
            del self._waiting[:STREAM_CHUNK_BYTES]

    def finish(self) -> None:
        self._push(bytes(self._waiting), LAST)
        self._waiting.clear()

    def _push(self, plain: bytes, tag: int) -> None:
        self._write(crypto_secretstream_xchacha20poly1305_push(self._state, plain, self._head, tag))


def open_stream(private: PrivateKey, read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The plain chunks of a sealed stream; `read` gives at most so many bytes, fewer at the end only.

    Nothing is proved before the last chunk was given: whoever acts on earlier ones must be able to take it back.

    Raises:
        OtherKey: it was sealed to another public key.
        CannotOpen: it is no such stream, or not a byte as it was sealed.
    """
    head = read(_HEAD_BYTES)
    version, public = head[len(_MAGIC) : len(_MAGIC) + 1], head[len(_MAGIC) + 1 : _BEFORE_BOX]
    if len(head) != _HEAD_BYTES or not head.startswith(_MAGIC) or version != bytes([FORMAT_VERSION]):
        raise CannotOpen
    if public != public_half(private):
        raise OtherKey
    key = open_with(private, Sealed(head[_BEFORE_BOX : _BEFORE_BOX + _BOX_BYTES]))
    state = crypto_secretstream_xchacha20poly1305_state()
    crypto_secretstream_xchacha20poly1305_init_pull(state, head[_BEFORE_BOX + _BOX_BYTES :], key)
    chunk, tag = read(STREAM_CHUNK_BYTES + TAG_BYTES), MORE
    while chunk:
        if tag == LAST:
            raise CannotOpen  # something was written behind the end
        try:
            plain, tag = crypto_secretstream_xchacha20poly1305_pull(state, chunk, head)
        except (CryptoError, ValueError, TypeError):
            raise CannotOpen from None
        yield plain
        chunk = read(STREAM_CHUNK_BYTES + TAG_BYTES)
    if tag != LAST:
        raise CannotOpen  # it was cut


def public_half(private: PrivateKey) -> PublicKey:
    return PublicKey(bytes(BoxPrivateKey(private).public_key))


def key_as_text(private: PrivateKey) -> str:
    """A private key for paper: hexadecimal in groups, with four bytes that tell when one was copied wrongly."""
    digits = (private + _check(private)).hex()
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def key_from_text(text: str) -> PrivateKey:
    """Read such a key back.

    Raises:
        KeyTextProblem: it is none, or a digit is wrong; which one is not told.
    """
    try:
        given = bytes.fromhex("".join(text.split()))
    except ValueError:
        raise KeyTextProblem from None
    private = PrivateKey(given[:KEY_BYTES])
    if len(given) != KEY_BYTES + KEY_CHECK_BYTES or given[KEY_BYTES:] != _check(private):
        raise KeyTextProblem
    return private


def _check(private: PrivateKey) -> bytes:
    return hashlib.blake2b(private, digest_size=KEY_CHECK_BYTES, person=_CHECK).digest()
