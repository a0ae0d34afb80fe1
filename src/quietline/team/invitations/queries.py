from __future__ import annotations

from django.utils import timezone

from quietline.team.invitations.models import Invitation
from quietline.team.invitations.rules import Refusal, Standing, refusal
from quietline.vault import CannotOpen, split_token


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link leads to; none for a forged one."""
    try:
        return Invitation.objects.select_related("invited_by").filter(lookup=split_token(token).lookup).first()
    except CannotOpen:
        return None


def why_not(invitation: Invitation | None) -> Refusal | None:
    """Why it can't be taken up; none where it can."""
    if invitation is None:
        return Refusal.UNKNOWN
    inviter = invitation.invited_by
    standing = Standing(
        expires_at=invitation.expires_at,
        is_taken_up=invitation.taken_up_at is not None,
        is_withdrawn=invitation.withdrawn_at is not None,
        tries_left=invitation.tries_left,
        inviter_may=inviter.is_active and inviter.is_administrator,
    )
    return refusal(standing, timezone.now())


def open_invitations() -> list[Invitation]:
    """Those that can still be taken up, the newest first."""
    rows = Invitation.objects.select_related("invited_by").prefetch_related("roles__line")
    return [row for row in rows.order_by("-made_at") if why_not(row) is None]
