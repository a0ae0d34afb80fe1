from __future__ import annotations

from django.utils import timezone

from quietline.insights.partners import links
from quietline.insights.partners.models import Partner, Sitting


def partner_by_email(email: str) -> Partner | None:
    return Partner.objects.filter(email=email).first()


def invited(token: str) -> Partner | None:
    """Whom a link invites; none where it is none of ours, was used, or is over."""
    row = Partner.objects.filter(link_mark=links.mark_of(token), password="", ended_on=None).first()  # nosec B106
    return None if row is None or links.is_over(token, timezone.now()) else row


def sittings(partner: Partner) -> list[Sitting]:
    """Where somebody is signed in, the newest first."""
    return list(partner.sittings.order_by("-pk"))


def anybody_came_in() -> bool:
    """Whether any account depends on the island's key already."""
    return Partner.objects.filter(ended_on=None).exclude(password="").exists()  # nosec B106
