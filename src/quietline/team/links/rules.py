"""How long a link that works once is good, and why one is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Long enough for a weekend, short enough that a link in an old mail opens nothing.
LIFE = timedelta(hours=72)
# So long its bearer is told why it is not good any more; then the row is forgotten.
KEPT = timedelta(days=30)
# Eight digits beside a link that can't be guessed: whoever has the link alone finds the code once in 20 million.
CODE_DIGITS = 8
CODE_TRIES = 5


class Refusal(StrEnum):
    """Why it can't be taken up (any more), as its bearer is told."""

    UNKNOWN = "This link is none of ours. Check that all of it was copied, or ask an administrator for a new one."
    TAKEN_UP = "This link was used already. If it was you, sign in; if not, ring your administrator now."
    WITHDRAWN = "This link was withdrawn. Ask your administrator for a new one."
    EXPIRED = "This link has expired: it is good for three days. Ask your administrator for a new one."
    TRIED_OUT = "The code was wrong too often. Ask your administrator for a new link."
    GIVER_GONE = "Whoever made this link may not do so any more. Ask another administrator for a new one."
    ALREADY_HERE = "Somebody with this e-mail works here already. Sign in, or ask your administrator."
    LEFT = "Your membership ended meanwhile. Ask your administrator."


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a link is good."""

    expires_at: datetime
    is_taken_up: bool
    is_withdrawn: bool
    tries_left: int
    giver_may: bool


def refusal(standing: Standing, now: datetime) -> Refusal | None:
    """Why the link is not good at this moment; none where it is."""
    reasons = (
        (standing.is_taken_up, Refusal.TAKEN_UP),
        (standing.is_withdrawn, Refusal.WITHDRAWN),
        (now >= standing.expires_at, Refusal.EXPIRED),
        (standing.tries_left < 1, Refusal.TRIED_OUT),
        (not standing.giver_may, Refusal.GIVER_GONE),
    )
    return next((reason for holds, reason in reasons if holds), None)
