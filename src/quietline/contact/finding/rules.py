"""What a practitioner can look for, and how far back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from quietline.contact.rules import CallerGroup
from quietline.contact.states import State

# So many threads are opened for one search, the newest first: beyond that a search would hold a worker for seconds.
MOST_OPENED = 500
WORDS_CHARACTERS = 200


class Age(StrEnum):
    """Since when a thread is there."""

    ANY = ""
    A_DAY = "day"
    A_WEEK = "week"
    A_MONTH = "month"
    OLDER = "older"  # than a month


A_MONTH = timedelta(days=31)
YOUNGER_THAN = {Age.A_DAY: timedelta(days=1), Age.A_WEEK: timedelta(days=7), Age.A_MONTH: A_MONTH}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody looks for; what is empty narrows nothing."""

    words: str = ""
    reference: str = ""
    state: State | None = None
    line: UUID | None = None
    group: CallerGroup | None = None
    age: Age = Age.ANY
    follow_up_due: bool = False
    own: UUID | None = None  # threads that this practitioner holds

    @property
    def opens_threads(self) -> bool:
        """Whether it asks for something that is sealed."""
        return bool(self.words) or self.group is not None


def reference_part(typed: str) -> str:
    """A short reference, or its beginning, as it stands in a row: `abcd2345` and `ABCD 2345` are `ABCD-2345`."""
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper())
    return letters if len(letters) <= 4 else f"{letters[:4]}-{letters[4:]}"
