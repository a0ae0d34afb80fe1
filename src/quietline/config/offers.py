"""Which ways to help are open at this moment: the public site may ask, and not know the conversation."""

from __future__ import annotations

from django.utils import timezone

from quietline.contact.call_backs.queries import free_slots
from quietline.contact.chat.availability import availability
from quietline.team.queries import line_for_public


def is_open(offer: str) -> bool:
    """Whether somebody who takes up this offer (the name of an address) now finds it open."""
    if offer == "contact:chat":
        return availability(line_for_public()).somebody_is_there
    if offer == "contact:call-back":
        return bool(free_slots(line_for_public(), timezone.now()))
    return bool(offer)
