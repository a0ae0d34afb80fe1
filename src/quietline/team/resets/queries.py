from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from quietline.team.links import queries as links
from quietline.team.links.rules import Refusal
from quietline.team.resets.models import Reset


def resets() -> QuerySet[Reset]:
    """With the people in it."""
    return Reset.objects.select_related("practitioner", "made_by")


def reset_of(token: str) -> Reset | None:
    """The reset that a link leads to; none for a forged one."""
    return links.link_of(token, resets())


def why_not(reset: Reset | None) -> Refusal | None:
    """Why it can't be taken up; none where it can."""
    if reset is not None and not reset.practitioner.is_active:
        return links.why_not(reset) or Refusal.LEFT
    return links.why_not(reset)


def open_reset_of(practitioner: UUID) -> Reset | None:
    """The one of somebody that can still be taken up."""
    rows = resets().filter(practitioner=practitioner)
    return next((row for row in rows.order_by("-made_at") if why_not(row) is None), None)
