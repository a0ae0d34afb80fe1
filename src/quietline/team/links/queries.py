from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from quietline.team.links.models import Link
from quietline.team.links.rules import Refusal, Standing, refusal
from quietline.team.permissions import May, may
from quietline.vault import CannotOpen, split_token

L = TypeVar("L", bound=Link)


def link_of(token: str, among: QuerySet[L]) -> L | None:
    """The row that a link leads to; none for a forged one."""
    try:
        return among.filter(lookup=split_token(token).lookup).first()
    except CannotOpen:
        return None


def why_not(link: Link | None) -> Refusal | None:
    """Why it can't be taken up; none where it can."""
    if link is None:
        return Refusal.UNKNOWN
    standing = Standing(
        expires_at=link.expires_at,
        is_taken_up=link.taken_up_at is not None,
        is_withdrawn=link.withdrawn_at is not None,
        tries_left=link.tries_left,
        giver_may=may(link.made_by, May.GIVE_ROLES),
    )
    return refusal(standing, timezone.now())
