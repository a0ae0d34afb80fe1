"""An invented quarter that is closed: contacts counted in invented areas, drawn, signed and released."""

from __future__ import annotations

from datetime import date
from itertools import product
from random import Random
from uuid import UUID

from django.utils import timezone

from quietline.campaigns.queries import areas
from quietline.contact.contacts.rules import Channel, Outcome
from quietline.contact.rules import CallerGroup
from quietline.insights.released.actions import release
from quietline.insights.released.ready import title_of
from quietline.insights.releases.windows import Window
from quietline.tally.actions import add
from quietline.tally.measures import Count, Measure

GROUPS = (CallerGroup.OWN_BEHAVIOUR, CallerGroup.ANOTHER_ADULT, CallerGroup.CHILD_BEHAVIOUR, CallerGroup.PROFESSIONAL)
CHANNELS = (Channel.MESSAGE, Channel.CHAT, Channel.CALL)
MOST_A_MONTH = 24  # of one area and group
_QUARTERS = 4


def released_quarter(by: UUID) -> str:
    """Count the newest closed quarter's contacts and release it; returns the release's number."""
    today = timezone.localdate()
    quarter = newest_closed(today)
    chance = Random(7)  # noqa: S311  # nosec B311
    add(
        counts=[
            Count(
                measure=Measure.CONTACTS,
                on=month.first.replace(day=chance.randint(1, 28)),
                amount=chance.randint(1, MOST_A_MONTH),
                channel=chance.choice(CHANNELS),
                outcome=Outcome.ANSWERED,
                area=area.code,
                caller_group=group,
            )
            for month, area, group in product(quarter.months, areas(), GROUPS)
        ]
    )
    return release(window=quarter, title=title_of(quarter), on=today, by=by)


def newest_closed(today: date) -> Window:
    """The last quarter of which every month is closed."""
    at = today.year * _QUARTERS + (today.month - 1) // 3
    windows = (Window.of(f"{each // _QUARTERS}Q{each % _QUARTERS + 1}") for each in range(at, at - _QUARTERS, -1))
    return next(window for window in windows if window.closes_on <= today)
