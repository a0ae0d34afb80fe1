"""How long somebody waited, as a band: nothing finer is counted."""

from __future__ import annotations

from datetime import timedelta

# Each band with its longest wait; the last has none.
_BANDS = (
    ("minute", "up to a minute", timedelta(minutes=1)),
    ("minutes_5", "up to 5 minutes", timedelta(minutes=5)),
    ("minutes_15", "up to 15 minutes", timedelta(minutes=15)),
    ("hour", "up to an hour", timedelta(hours=1)),
    ("day", "up to a day", timedelta(days=1)),
    ("days_3", "up to 3 days", timedelta(days=3)),
)
_LONGER = "longer"
BAND_NAMES = {code: name for code, name, _ in _BANDS} | {_LONGER: "longer than 3 days"}


def band_of(waited: timedelta) -> str:
    """The code of the band that a wait falls into."""
    return next((code for code, _, longest in _BANDS if waited <= longest), _LONGER)
