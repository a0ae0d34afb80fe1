"""What is counted. A measure names its unit, so that unlike units can't be added by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Measure(StrEnum):
    HELP_SEEKERS = "help_seekers"  # threads opened
    PLANS_KEPT = "plans_kept"  # plans put under a return phrase; nobody reached out yet
    CONTACTS = "contacts"  # interactions, by channel, outcome, area and caller group
    ANSWERS = "answers"  # answers in contact records, by field and option
    CALL_BACKS = "call_backs"  # calls asked for
    PAGES_SHOWN = "pages_shown"  # public pages, by language (channel), page (option) and the page above it (field)
    STEPS_DONE = "steps_done"  # steps of self-help modules, told apart likewise
    MODULES_DONE = "modules_done"  # last steps of modules, likewise
    ARRIVALS = "arrivals"  # a campaign's short address or its warning message opened, by way (field) and code (option)
    DISPLAYS = "displays"  # a campaign's warning message shown in another site's frame, by language and code (option)
    MINUTES = "minutes"  # minutes said in contact records, by field
    WAITS = "waits"  # waits that an answer ended, by channel and band (option, `tally/waits.py`)
    # Calls and chats by weekday (field, 0 is Monday) and hour of the helpline's clock (option, 0 to 23), by what
    # became of them (outcome: answered, missed, closed). `on` is no day of theirs but the first of the month at whose
    # end they were handed over, some of earlier months: contact/by_hour.py and ADR 25 say why. Never added to days.
    CONTACT_HOURS = "contact_hours"
    PARTNER_DISPLAYS = "partner_displays"  # as a partner reports them, by partner (field) and campaign (option)
    PARTNER_CLICKS = "partner_clicks"  # likewise


# What a count can be told apart by: short codes from open lists, empty where they don't apply.
DIMENSIONS = ("channel", "outcome", "area", "caller_group", "field", "option")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """So many of one thing on one day; below zero where a correction takes back what was counted."""

    measure: Measure
    on: date
    amount: int = 1
    channel: str = ""
    outcome: str = ""
    area: str = ""
    caller_group: str = ""
    field: str = ""
    option: str = ""

    def __neg__(self) -> Count:
        return Count(**(self.place() | {"measure": self.measure, "amount": -self.amount}))  # type: ignore[arg-type]

    def place(self) -> dict[str, object]:
        """What it is added to: measure, day and dimensions."""
        return {"measure": self.measure.value, "on": self.on} | {name: getattr(self, name) for name in DIMENSIONS}
