"""What a line keeps for how long, when the night's run is due, and what its certificate says; without a database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

# Shorter, and a seeker who thinks it over for a week comes back to nothing; longer is no period.
LEAST_DAYS, MOST_DAYS = 7, 3_650
# What was passed on may be asked for until a child that it is about is grown up, and then some.
MOST_DAYS_DISCLOSED = 10_950
# The hour, by the helpline's clock, after which a day's run begins: what the preview says in the evening holds.
HOUR_OF_THE_RUN = 3
# A hold that one person asked for keeps the thread for so long; then it was no decision of two.
HOLD_WAITS = timedelta(days=7)
# So long it is told that two accounts laid a hold on, or lifted one, from one browser.
FLAGGED_FOR = timedelta(days=30)


class Kind(StrEnum):
    """What a period can be set for."""

    CLOSED = "closed"
    UNANSWERED = "unanswered"
    WITH_CONCERN = "with_concern"  # a concern was settled, and nothing passed on
    DISCLOSED = "disclosed"  # something of it was passed on, whether or not its seeker erased it
    CALLS = "calls"
    UNFINISHED = "unfinished"
    PLANS = "plans"


# What a new line begins with. Nobody but its seeker knows of a plan: without a period it would lie there for ever.
FIRST_PERIODS: dict[Kind, int | None] = {Kind.PLANS: 365}


@dataclass(frozen=True, slots=True, order=True)
class ErasedKey:
    """One thing that a run erased: of which line, what kind, which id."""

    line: UUID
    kind: Kind
    key: UUID

    def __str__(self) -> str:
        return f"{self.line} {self.kind} {self.key}"


def most_days(kind: Kind) -> int:
    """The longest period for things of a kind."""
    return MOST_DAYS_DISCLOSED if kind == Kind.DISCLOSED else MOST_DAYS


def next_run(now: datetime) -> datetime:
    """When the next night's run begins, by the clock that `now` is told by."""
    today = now.replace(hour=HOUR_OF_THE_RUN, minute=0, second=0, microsecond=0)
    return today if now < today else today + timedelta(days=1)


def is_due(now: datetime) -> bool:
    """Whether it is late enough for this day's run."""
    return now.hour >= HOUR_OF_THE_RUN


def seal_of(on: date, erased: Iterable[ErasedKey]) -> UUID:
    """What the record of acts remembers a run by: another list gives another one."""
    lines = "\n".join([on.isoformat(), *(str(each) for each in sorted(erased))])
    return UUID(bytes=hashlib.blake2b(lines.encode(), digest_size=16, person=b"ql-certificate").digest())
