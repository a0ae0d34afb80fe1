"""Why the link of a reset is not good; how long it is, and how many tries its code has, as of an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Refusal(StrEnum):
    """Why it can't be taken up (any more), as its bearer is told."""

    UNKNOWN = "This link is none of ours. Check that all of it was copied, or ask an administrator for a new one."
    TAKEN_UP = "This link was used already. If it was you, sign in; if not, ring your administrator now."
    WITHDRAWN = "This link was withdrawn. Ask your administrator for a new one."
    EXPIRED = "This link has expired: it is good for three days. Ask your administrator for a new one."
    TRIED_OUT = "The code was wrong too often. Ask your administrator for a new link."
    GIVER_GONE = "Whoever made this link may not do so any more. Ask another administrator for a new one."
    LEFT = "Your membership ended meanwhile. Ask your administrator."


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether it is good."""

    expires_at: datetime
    is_taken_up: bool
    is_withdrawn: bool
    tries_left: int
    giver_may: bool
    is_member: bool


def refusal(standing: Standing, now: datetime) -> Refusal | None:
    """Why the link is not good at this moment; none where it is."""
    reasons = (
        (standing.is_taken_up, Refusal.TAKEN_UP),
        (standing.is_withdrawn, Refusal.WITHDRAWN),
        (now >= standing.expires_at, Refusal.EXPIRED),
        (standing.tries_left < 1, Refusal.TRIED_OUT),
        (not standing.giver_may, Refusal.GIVER_GONE),
        (not standing.is_member, Refusal.LEFT),
    )
    return next((reason for holds, reason in reasons if holds), None)
