"""What a plan and a check-in consist of, and how they are written down to be sealed; without a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

# Room for some two hundred words in a part; all parts together, with their headings, fit into one message.
PART_CHARACTERS = 1_200
LEAST, MOST = 0, 10
# So many check-ins stay beside the first one; a year's worth of two a week.
MOST_CHECK_INS = 100


class Part(StrEnum):
    """The parts of a stay-stopped plan, in their order; each may stay empty."""

    REASONS = "reasons"
    SIGNS = "signs"
    COPING = "coping"
    CONTACTS = "contacts"
    CARE = "care"
    NOTES = "notes"


class Rating(StrEnum):
    """What somebody says of themselves from 0 to 10. More is never more trouble: they all point one way."""

    WISH = "wish"
    SURE = "sure"
    SUPPORT = "support"
    CARE = "care"


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan's words, and the day on which its writer wants to look at it again."""

    parts: Mapping[Part, str] = field(default_factory=dict)  # those that are not empty
    review_on: date | None = None

    def as_bytes(self) -> bytes:
        review_on = self.review_on.isoformat() if self.review_on else None
        return json.dumps({"parts": dict(self.parts), "review_on": review_on}, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> PlanText:
        given = json.loads(content)
        review_on = date.fromisoformat(given["review_on"]) if given["review_on"] else None
        return cls({Part(code): text for code, text in given["parts"].items()}, review_on)

    def is_due(self, today: date) -> bool:
        """Whether the day to look at it again is here or past."""
        return self.review_on is not None and self.review_on <= today


@dataclass(frozen=True, slots=True)
class CheckInText:
    """What was said on one day: the ratings, and which parts of the plan helped."""

    on: date
    ratings: Mapping[Rating, int] = field(default_factory=dict)  # those that were given
    helped: tuple[Part, ...] = ()

    def as_bytes(self) -> bytes:
        return json.dumps(
            {"on": self.on.isoformat(), "ratings": dict(self.ratings), "helped": list(self.helped)}
        ).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> CheckInText:
        given = json.loads(content)
        ratings = {Rating(code): number for code, number in given["ratings"].items()}
        return cls(date.fromisoformat(given["on"]), ratings, tuple(map(Part, given["helped"])))
