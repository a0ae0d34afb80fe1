"""A figure with all that it must never be shown without, and the refusal to add unlike ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


class Unit(StrEnum):
    """What was counted. None of these is "people"."""

    ARRIVALS = "arrivals"
    CONTACTS_ATTEMPTED = "contacts_attempted"
    CONTACTS_ANSWERED = "contacts_answered"
    HELP_SEEKERS = "help_seekers"
    HELP_SEEKERS_NEW = "help_seekers_new"
    HELP_SEEKERS_RETURNING = "help_seekers_returning"
    MODULES_DONE = "modules_done"
    ACTIONS_AGREED = "actions_agreed"
    ACTIONS_TAKEN = "actions_taken"
    CONTACTS_UNANSWERED = "contacts_unanswered"
    LIVE_ATTEMPTED = "live_attempted"
    CALL_BACKS = "call_backs"
    WAITS = "waits"
    DISPLAYS = "displays"
    CLICKS = "clicks"

    @property
    def shown(self) -> str:
        """Its name in a sentence, in the plural."""
        return _SHOWN[self]


_SHOWN = {
    Unit.ARRIVALS: "page arrivals",
    Unit.CONTACTS_ATTEMPTED: "contacts attempted",
    Unit.CONTACTS_ANSWERED: "contacts answered",
    Unit.HELP_SEEKERS: "help-seekers, new or returning",
    Unit.HELP_SEEKERS_NEW: "new help-seekers",
    Unit.HELP_SEEKERS_RETURNING: "returning help-seekers",
    Unit.MODULES_DONE: "self-help modules completed",
    Unit.ACTIONS_AGREED: "protective actions agreed",
    Unit.ACTIONS_TAKEN: "protective actions taken",
    Unit.CONTACTS_UNANSWERED: "contacts unanswered",
    Unit.LIVE_ATTEMPTED: "calls and chats attempted",
    Unit.CALL_BACKS: "call-backs asked for",
    Unit.WAITS: "waits that an answer ended",
    Unit.DISPLAYS: "displays reported by partners",
    Unit.CLICKS: "clicks reported by partners",
}


class AreaRule(StrEnum):
    """How it is known which area something counts for. Figures of unlike rules can't be compared."""

    SAID = "said"
    CAMPAIGN = "campaign"
    RECORDED = "recorded"
    NONE = "none"

    @property
    def shown(self) -> str:
        return _RULES[self]


_RULES = {
    AreaRule.SAID: "the area that the seeker chose",
    AreaRule.CAMPAIGN: "the area of the campaign they came by",
    AreaRule.RECORDED: "the area as an earlier system recorded it",
    AreaRule.NONE: "no area told apart",
}


class Unlike(ValueError):
    """Two figures that must not be added; the text says in what they differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """So many of one unit in one window, both days included. `missing`: periods of it for which nothing is known."""

    value: int
    unit: Unit
    since: date
    until: date
    area_rule: AreaRule = AreaRule.NONE
    channels: frozenset[str] = frozenset()
    missing: int = 0

    def __add__(self, other: Figure) -> Figure:
        """The sum over parts of one window, or over two windows that follow each other.

        Raises:
            Unlike
        """
        if self.unit is not other.unit:
            raise Unlike(f"{self.unit.shown} and {other.unit.shown} are not the same and can't be added")
        if self.area_rule is not other.area_rule:
            raise Unlike(f"By {self.area_rule.shown} and by {other.area_rule.shown}: these can't be added")
        first, last = sorted((self, other), key=lambda figure: (figure.since, figure.until))
        same = (first.since, first.until) == (last.since, last.until)
        if not same and first.until + timedelta(days=1) != last.since:
            raise Unlike("Their windows overlap or leave days out: these can't be added")
        return replace(
            self,
            value=self.value + other.value,
            since=first.since,
            until=last.until,
            channels=self.channels | other.channels,
            missing=self.missing + other.missing,
        )

    @property
    def window(self) -> str:
        return f"{self.since:%-d %B %Y} to {self.until:%-d %B %Y}"

    def __str__(self) -> str:
        channels = ", ".join(sorted(self.channels)) or "all channels"
        missing = f"; {self.missing} period{'' if self.missing == 1 else 's'} missing" if self.missing else ""
        return f"{self.value:,} {self.unit.shown}, {self.window}, by {self.area_rule.shown}, {channels}{missing}"
