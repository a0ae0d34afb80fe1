"""Whether somebody is there for a chat: what the pages promise, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quietline.contact.committing import DESK
from quietline.live.hub import hub
from quietline.team.models import Line


@dataclass(frozen=True, slots=True)
class Availability:
    """`somebody_is_there`: a practitioner could take a chat now. `opens_at`: when the line next opens, where known."""

    somebody_is_there: bool
    opens_at: datetime | None = None


def availability(line: Line) -> Availability:
    return Availability(somebody_is_there=hub.somebody_waits(DESK))
