from __future__ import annotations

from quietline.team.invitations.models import Invitation
from quietline.team.links.queries import link_of, why_not


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link leads to; none for a forged one."""
    return link_of(token, Invitation.objects.select_related("made_by"))


def open_invitations() -> list[Invitation]:
    """Those that can still be taken up, the newest first."""
    rows = Invitation.objects.select_related("made_by").prefetch_related("roles__line")
    return [row for row in rows.order_by("-made_at") if why_not(row) is None]
