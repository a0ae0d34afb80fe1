"""An invented partner, who may read the released figures of two areas."""

from __future__ import annotations

import subprocess  # nosec B404
import sys
from pathlib import Path
from uuid import UUID

from quietline.campaigns.queries import areas, campaigns
from quietline.insights.partners.inviting.actions import Sees, invite

PARTNER = ("sam@constabulary.example", "Sam Okafor, Larkmere Constabulary")


def invited_partner(by: UUID) -> str:
    """Invite the invented partner; returns what the link carries."""
    held = tuple(each.pk for each in campaigns()[:1])
    sees = Sees(areas=tuple(each.code for each in areas()[:2]), campaigns=held)
    return invite(email=PARTNER[0], name=PARTNER[1], sees=sees, by=by)


def on_the_island(data: Path, *arguments: str) -> str:
    """What only the partners' own process can do, as it has the key; its answer."""
    command = [sys.executable, "-m", "quietline.config.island.invented", str(data), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # nosec B603
    return done.stdout.strip()
