"""What a mark covers and what a chain's head looks like; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


class Sealer(Protocol):
    """What marks and chains entries; the vault's, handed over by the settings."""

    def mark(self, *parts: bytes) -> bytes: ...
    def fits(self, mark: bytes, *parts: bytes) -> bool: ...
    def seal(self, before: bytes, *, place: int, row: int, mark: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain reached: the place of its last entry, and that entry's seal."""

    place: int
    seal: bytes

    def __str__(self) -> str:
        return f"{self.place}:{self.seal.hex()}"


def read_head(text: str) -> Head | None:
    """A head as it was written down, or None where this is none."""
    found = _HEAD.fullmatch("".join(text.split()).lower())
    return Head(int(found[1]), bytes.fromhex(found[2])) if found else None


def parts_of(*, at: datetime, act: str, actor: UUID | None, subject: UUID | None) -> tuple[bytes, ...]:
    """An entry as the bytes that its mark covers, the same on both databases."""
    microseconds = (at - _EPOCH) // timedelta(microseconds=1)
    ids = [value.bytes if value else b"" for value in (actor, subject)]
    return (microseconds.to_bytes(8, "big", signed=True), act.encode(), *ids)
