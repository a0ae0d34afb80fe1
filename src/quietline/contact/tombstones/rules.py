"""What a tombstone says, and how it reads in the file beside the database; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
HEADING = "# What was erased since the oldest backup; `quietline restore` erases it again. Ids only.\n"


class Kind(StrEnum):
    THREAD = "thread"  # erased for ever
    WITHDRAWN = "withdrawn"  # shut to its seeker, kept until it was read or a concern is settled
    NUMBER = "number"  # whom to ring; the id is the call-back's
    CONTACT = "contact"  # a call with its record


@dataclass(frozen=True, slots=True, order=True)
class Erased:
    """That something was erased: when, what kind of thing, and its id, which leads to nothing any more."""

    at: datetime
    kind: Kind
    key: UUID

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC):{_INSTANT}} {self.kind} {self.key}"


class NotReadable(ValueError):
    """A line that is no tombstone; `number` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Line {number} can't be read.")
        self.number = number


def as_text(erased: Iterable[Erased]) -> str:
    return HEADING + "".join(f"{each}\n" for each in sorted(erased))


def from_text(text: str) -> set[Erased]:
    """Read a file of tombstones.

    Raises:
        NotReadable: an erasure that is overlooked would come back.
    """
    lines = enumerate(text.splitlines(), 1)
    return {_erased(number, line) for number, line in lines if line.strip() and not line.startswith("#")}


def _erased(number: int, line: str) -> Erased:
    try:
        at, kind, key = line.split()
        return Erased(datetime.strptime(at, _INSTANT).replace(tzinfo=UTC), Kind(kind), UUID(key))
    except ValueError:
        raise NotReadable(number) from None
