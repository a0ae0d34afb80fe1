"""Invented figures of past quarters, released, and a partner who may read those of one area."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from uuid import UUID

from django.utils import timezone

from quietline.campaigns.queries import areas, campaigns
from quietline.insights.evaluation.periods import Period
from quietline.insights.partners.inviting.actions import Sees, invite
from quietline.insights.released.actions import release
from quietline.insights.releases.windows import QUARTER, Window
from quietline.tally.actions import add
from quietline.tally.measures import Count, Measure

PARTNER = ("sam@constabulary.example", "Sam Okafor, Larkmere Constabulary")
QUARTERS = 2
_GROUPS = {"own_behaviour": 5, "another_adult": 3, "professional": 2}
_CHANNELS = {"chat": 2, "message": 1, "call": 3}


def released_quarters(by: UUID) -> None:
    """Count the last closed quarters and release each."""
    chance = Random(20261124)  # noqa: S311  # nosec B311
    for window in closed_quarters(timezone.localdate()):
        add(counts=_counts(window, chance))
        release(window=window, title=f"Contacts, {window}", on=timezone.localdate(), by=by)


def closed_quarters(today: date) -> list[Window]:
    """The last of them, the earlier one first."""
    first = today.replace(month=QUARTER * ((today.month - 1) // QUARTER) + 1, day=1)
    found: list[Window] = []
    while len(found) < QUARTERS:
        first = Period.MONTH.after(first, -QUARTER)
        window = Window.of(f"{first.year}Q{(first.month - 1) // QUARTER + 1}")
        if window.closes_on <= today:
            found.insert(0, window)
    return found


def invited_partner(by: UUID) -> str:
    """Invite the invented partner; returns what the link carries."""
    held = tuple(each.pk for each in campaigns()[:1])
    sees = Sees(areas=tuple(each.code for each in areas()[:2]), campaigns=held)
    return invite(email=PARTNER[0], name=PARTNER[1], sees=sees, by=by)


def on_the_island(data: Path, *arguments: str) -> str:
    """What only the partners' own process can do, as it has the key; its answer."""
    command = [sys.executable, "-m", "quietline.config.island.invented", str(data), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _counts(window: Window, chance: Random) -> list[Count]:
    return [
        Count(
            measure=Measure.CONTACTS,
            on=month.first.replace(day=chance.randint(1, 28)),
            amount=chance.randint(0, 2 * often * ways),
            area=area.code,
            caller_group=group,
            channel=channel,
            outcome="answered",
        )
        for month in window.months
        for area, (group, often), (channel, ways) in product(areas(), _GROUPS.items(), _CHANNELS.items())
    ]
