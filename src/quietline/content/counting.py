"""How often pages were shown and steps were done, carried to the figures as bare additions once a minute.

They wait in memory, and are carried once more when the server stops. When it is killed, at most a minute's counts are
lost, and nothing ever stood on disk that could tell in which order pages were read.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from quietline.content.rules import SLUG_CHARACTERS
from quietline.edge.arrivals import Arrivals, arrivals
from quietline.tally.actions import add
from quietline.tally.measures import Count, Measure

# A picture is no page.
_LANGUAGES = {code for code, _ in settings.LANGUAGES}
steps_done = Arrivals()
modules_done = Arrivals()
_SOURCES = (
    (Measure.PAGES_SHOWN, arrivals),
    (Measure.STEPS_DONE, steps_done),
    (Measure.MODULES_DONE, modules_done),
)


def carry(*, by: None = None) -> int:
    """Add what was counted since the last time to the figures; returns how many additions.

    Raises:
        DatabaseError: and the counts wait for the next time.
    """
    carried, today = 0, timezone.localdate()
    for measure, source in _SOURCES:
        taken = source.take()
        counts = [_count(measure, path, amount, today) for path, amount in taken.items()]
        try:
            add(counts=[count for count in counts if count])
        except DatabaseError:
            _put_back(source, taken)
            raise
        carried += len(taken)
    return carried


def _put_back(source: Arrivals, taken: Counter[str]) -> None:
    for path, amount in taken.items():
        source.add(path, amount)


def _count(measure: Measure, path: str, amount: int, on: date) -> Count | None:
    """What a path counts as; none for a picture, which is no page."""
    language, *names = [name[:SLUG_CHARACTERS] for name in path.lower().split("/") if name] or [""]
    if language not in _LANGUAGES:
        return _of_campaign(Measure.ARRIVALS, "", "poster", names, amount, on) if language == "c" else None
    if names[:1] == ["w"]:
        framed = names[2:] == ["frame"]
        kind, way = (Measure.DISPLAYS, "") if framed else (Measure.ARRIVALS, "message")
        return _of_campaign(kind, language, way, names[1:2], amount, on)
    # `/en/myself/why-change/`: the language, the page, and the page above it.
    above, own = ["", *names][-2:] if names else ("", "home")
    return Count(measure=measure, on=on, amount=amount, channel=language, field=above, option=own)


def _of_campaign(measure: Measure, language: str, way: str, names: list[str], amount: int, on: date) -> Count | None:
    """`/c/bcd23/` and `/en/w/bcd23/`: the campaign's code is all that is kept of them."""
    if len(names) != 1:
        return None
    return Count(measure=measure, on=on, amount=amount, channel=language, field=way, option=names[0])
