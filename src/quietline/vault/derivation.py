"""From a return phrase to the two keys it stands for, with as much work at once as this machine bears."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from nacl.pwhash import argon2id

from quietline.vault.errors import Busy
from quietline.vault.kinds import Pepper, WrappingKey
from quietline.vault.parameters import KEY_BYTES, PHRASE_MEMORY, PHRASE_PASSES, SALT_BYTES

_SALT = b"ql-phrase-salt"
_LOOKUP = b"ql-phrase-look"
_UNWRAP = b"ql-phrase-open"


@dataclass(frozen=True, slots=True)
class PhraseKeys:
    """`lookup` finds the thread's row, `unwrap` opens its key; neither leads to the other or to the phrase."""

    lookup: bytes
    unwrap: WrappingKey


def derive(bits: bytes, *, pepper: Pepper) -> PhraseKeys:
    """The keys of a phrase: some 20 ms and 19 MiB, on purpose. Without the pepper nobody can try phrases."""
    salt = hashlib.blake2b(b"", key=pepper, digest_size=SALT_BYTES, person=_SALT).digest()
    root = argon2id.kdf(KEY_BYTES, bits, salt, opslimit=PHRASE_PASSES, memlimit=PHRASE_MEMORY)
    return PhraseKeys(lookup=_half(root, _LOOKUP), unwrap=WrappingKey(_half(root, _UNWRAP)))


def _half(root: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(b"", key=root, digest_size=KEY_BYTES, person=person).digest()


class Gate:
    """So many at work at once, so many waiting, the rest refused at once: a flood waits, memory does not grow.

    Whoever is let in works in their own thread; libsodium works without Python's lock, so `workers` use as many cores.
    """

    def __init__(self, *, workers: int, waiting: int, per_key: int = 2) -> None:
        self._places = threading.BoundedSemaphore(workers + waiting)
        self._workers = threading.BoundedSemaphore(workers)
        self._per_key = per_key
        self._lock = threading.Lock()
        self._keys: Counter[bytes] = Counter()

    @contextmanager
    def passed(self, key: bytes | None = None) -> Iterator[None]:
        """Wait for one's turn to work; with `key` (a blinded visitor) at most a few places at once for the same one.

        Raises:
            Busy: when every place is taken, or this visitor's are.
        """
        with self._admitted(key), self._workers:
            yield

    @contextmanager
    def _admitted(self, key: bytes | None) -> Iterator[None]:
        if key is not None:
            self._count(key)
        try:
            if not self._places.acquire(blocking=False):
                raise Busy
            try:
                yield
            finally:
                self._places.release()
        finally:
            if key is not None:
                self._uncount(key)

    def _count(self, key: bytes) -> None:
        with self._lock:
            if self._keys[key] >= self._per_key:
                raise Busy
            self._keys[key] += 1

    def _uncount(self, key: bytes) -> None:
        with self._lock:
            self._keys[key] -= 1
            if not self._keys[key]:
                del self._keys[key]
