"""From demand by the hour of the week and who is on shift to the share that will not get through. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from quietline.insights.forecast.erlang import Load, through
from quietline.insights.words import listed

Hour = tuple[int, int]  # weekday, Monday is 0, and hour of the helpline's clock
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RATIOS = {"without the campaign": 1.0, "low": 1.2, "middle": 1.5, "high": 2.0}
NEED_MOST = 3
NEARLY_NOBODY = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """How many people are on shift through each hour of some days, and which of these hours the helpline is open."""

    since: date
    until: date
    people: Mapping[tuple[date, int], int]
    open_hours: frozenset[tuple[date, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """Minutes that a call or chat takes with what follows, and for how many somebody waits on average."""

    minutes: float
    patience: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One scenario. `expected` and `lost` are calls and chats in the days of the shifts, in open hours; by hour of the
    week as well. `outside`: those that come while the helpline is closed."""

    name: str
    ratio: float
    expected: float
    lost: float
    outside: float
    by_hour: Mapping[Hour, tuple[float, float]]

    @property
    def share(self) -> float:
        return self.lost / self.expected if self.expected else 0.0

    @property
    def need_most(self) -> list[Hour]:
        """The hours of the week in which most are lost, the worst first."""
        worst = sorted(self.by_hour.items(), key=lambda item: (-item[1][1], item[0]))
        return [hour for hour, (_, lost) in worst[:NEED_MOST] if lost > 0]

    @property
    def sentence(self) -> str:
        """What it comes to, in words."""
        if self.expected == 0:
            return "In these days the helpline is not open at any hour at which calls and chats came so far."
        if self.share < NEARLY_NOBODY:
            return "At this shift plan nearly everybody will get through."
        hours = listed([f"{WEEKDAYS[weekday]} {hour:02}:00" for weekday, hour in self.need_most])
        many = "hours that need people most are" if len(self.need_most) > 1 else "hour that needs people most is"
        return f"At this shift plan {in_words(self.share)} will not get through; the {many} {hours}."


def outlook(name: str, demand: Mapping[Hour, float], shifts: Shifts, assumed: Assumed) -> Outlook:
    """One of `RATIOS` against the shifts. `demand` is calls and chats a week without the campaign.

    Each hour is taken as settled, and each person as answering one at a time.
    """
    ratio = RATIOS[name]

    @cache
    def lost(people: int, contacts: float) -> float:
        load = Load(people=people, contacts=contacts, service=assumed.minutes / 60, patience=assumed.patience / 60)
        return through(load).lost if people else 1.0

    expected, gone, outside = Counter[Hour](), Counter[Hour](), 0.0
    for (day, hour), people in shifts.people.items():
        place = (day.weekday(), hour)
        contacts = ratio * demand.get(place, 0.0)
        if not contacts:
            continue
        if (day, hour) not in shifts.open_hours:
            outside += contacts
            continue
        expected[place] += contacts  # type: ignore[assignment]
        gone[place] += contacts * lost(people, contacts)  # type: ignore[assignment]
    return Outlook(
        name=name,
        ratio=ratio,
        expected=float(sum(expected.values())),
        lost=float(sum(gone.values())),
        outside=outside,
        by_hour={place: (float(expected[place]), float(gone[place])) for place in sorted(expected)},
    )


def in_words(share: float) -> str:
    """A share as people say it: one in five, seven in ten."""
    numbers = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    tenths = round(10 * share)
    if share > 0.95:
        return "nearly everybody"
    if share >= 0.35:
        return "one in two" if tenths == 5 else f"{numbers[tenths]} in ten"
    one_in = round(1 / share)
    return f"one in {numbers[one_in] if one_in < len(numbers) else one_in}"
