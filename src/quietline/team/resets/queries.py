from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from quietline.team.permissions import May, may
from quietline.team.resets.models import Reset
from quietline.team.resets.rules import Refusal, Standing, refusal
from quietline.vault import CannotOpen, split_token


def reset_of(token: str) -> Reset | None:
    """The reset that a link leads to; none for a forged one."""
    try:
        rows = Reset.objects.select_related("practitioner", "made_by")
        return rows.filter(lookup=split_token(token).lookup).first()
    except CannotOpen:
        return None


def why_not(reset: Reset | None) -> Refusal | None:
    """Why it can't be taken up; none where it can."""
    if reset is None:
        return Refusal.UNKNOWN
    standing = Standing(
        expires_at=reset.expires_at,
        is_taken_up=reset.taken_up_at is not None,
        is_withdrawn=reset.withdrawn_at is not None,
        tries_left=reset.tries_left,
        giver_may=may(reset.made_by, May.GIVE_ROLES),
        is_member=reset.practitioner.is_active,
    )
    return refusal(standing, timezone.now())


def open_reset_of(practitioner: UUID) -> Reset | None:
    """The one of somebody that can still be taken up."""
    rows = Reset.objects.select_related("practitioner", "made_by").filter(practitioner=practitioner)
    return next((row for row in rows.order_by("-made_at") if why_not(row) is None), None)
