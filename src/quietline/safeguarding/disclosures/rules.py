"""What a proposal says, when a second look is owed, and how late it is; without a database."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

# Whoever acts alone is looked at within a day.
REVIEW_WITHIN = timedelta(hours=24)


# So long supervisors and leads see that two accounts acted from one browser.
FLAGGED_FOR = timedelta(days=30)


class Decision(StrEnum):
    """What is proposed."""

    DISCLOSE = "pass on"
    NOT = "not"
    CONSULT = "consult"


class Told(StrEnum):
    """What the seeker was told."""

    BEFORE = "before"
    WILL_BE = "will be"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Case:
    """What a proposal says; sealed as one piece."""

    facts: tuple[str, ...]
    words: str
    agency: str
    told: Told
    told_words: str

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Case:
        given = json.loads(content)
        return cls(
            facts=tuple(given["facts"]),
            words=given["words"],
            agency=given["agency"],
            told=Told(given["told"]),
            told_words=given["told_words"],
        )


@dataclass(frozen=True, slots=True)
class Owed:
    """A second look that is owed, as supervisors and leads see it: no word of what it is about."""

    thread_id: UUID
    disclosure_id: UUID
    reference: str
    by: str
    due_at: datetime

    def is_overdue(self, now: datetime) -> bool:
        return now >= self.due_at
