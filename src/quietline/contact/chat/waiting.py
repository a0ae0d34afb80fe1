"""How long the last seekers waited here; of this process only, as it is no more than a courtesy."""

from __future__ import annotations

from datetime import datetime

from quietline.contact.chat.rules import Waits

waits = Waits()


def note_taken(*, live_since: datetime | None, waiting_since: datetime | None, at: datetime) -> None:
    """Remember how long a chat waited that is taken now; a message that nobody sat in front of tells nothing."""
    if live_since is not None and waiting_since is not None:
        waits.note(at, at - max(live_since, waiting_since))
