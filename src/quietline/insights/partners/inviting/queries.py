from __future__ import annotations

from dataclasses import dataclass

from quietline.campaigns.queries import campaigns
from quietline.insights.partners.inviting.actions import Sees
from quietline.insights.partners.models import Partner


@dataclass(frozen=True, slots=True)
class Listed:
    """A partner as the list shows one."""

    partner: Partner
    standing: str


def partners() -> list[Listed]:
    """Everybody who ever was one; who has access first."""
    rows = Partner.objects.prefetch_related("areas", "campaigns")
    return sorted((Listed(row, standing(row)) for row in rows), key=lambda each: each.partner.ended_on is not None)


def partner(pk: int) -> Partner | None:
    return Partner.objects.filter(pk=pk).prefetch_related("areas", "campaigns").first()


def standing(row: Partner) -> str:
    if row.ended_on:
        return f"access ended on {row.ended_on:%-d %B %Y}"
    if not row.password:
        return f"invited on {row.invited_on:%-d %B %Y}"
    return f"last signed in on {row.seen_on:%-d %B %Y}" if row.seen_on else "has access"


def sees(row: Partner) -> Sees:
    """What somebody may see, as the form is filled in."""
    codes = {each.code for each in row.campaigns.all()}
    held = [each for each in campaigns() if each.code in codes]
    return Sees(areas=tuple(each.code for each in row.areas.all()), campaigns=tuple(each.pk for each in held))
