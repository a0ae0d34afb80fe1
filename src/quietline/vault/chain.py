"""Rows that are marked as they are written and chained afterwards, so that whoever changes one is found out.

The key comes from the pepper, which no database holds: its administrator can change rows and can't mend their marks.
"""

from __future__ import annotations

import hashlib
import hmac
from os import urandom

from quietline.vault.kinds import Pepper
from quietline.vault.parameters import KEY_BYTES, MARK_BYTES, MARK_NONCE_BYTES
from quietline.vault.sealing import length_prefixed

_KEY = b"ql-audit-key"
_MARK = b"ql-audit-mark"
_SEAL = b"ql-audit-seal"
_NUMBER_BYTES = 8


class ChainSealer:
    """Marks rows, and seals each to the one before it; both need the installation's pepper."""

    def __init__(self, pepper: Pepper) -> None:
        self._key = hashlib.blake2b(b"", key=pepper, digest_size=KEY_BYTES, person=_KEY).digest()

    def mark(self, *parts: bytes) -> bytes:
        """A mark of these parts, unlike any other mark of the same ones: a copied row shows by its nonce."""
        nonce = urandom(MARK_NONCE_BYTES)
        return nonce + self._mark(nonce, parts)

    def fits(self, mark: bytes, *parts: bytes) -> bool:
        """Whether the mark was made here, of these parts."""
        nonce, found = mark[:MARK_NONCE_BYTES], mark[MARK_NONCE_BYTES:]
        return hmac.compare_digest(found, self._mark(nonce, parts))

    def seal(self, before: bytes, *, place: int, row: int, mark: bytes) -> bytes:
        """The seal of the row at this place of the chain; `before` is the seal of the row in front of it."""
        numbers = [number.to_bytes(_NUMBER_BYTES, "big") for number in (place, row)]
        message = length_prefixed([before, *numbers, mark])
        return hashlib.blake2b(message, key=self._key, digest_size=KEY_BYTES, person=_SEAL).digest()

    def _mark(self, nonce: bytes, parts: tuple[bytes, ...]) -> bytes:
        message = length_prefixed([nonce, *parts])
        return hashlib.blake2b(message, key=self._key, digest_size=MARK_BYTES, person=_MARK).digest()
