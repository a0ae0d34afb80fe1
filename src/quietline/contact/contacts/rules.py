"""What a contact is told apart by, and how one counts that has no record."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from quietline.tally.measures import Count, Measure


class Channel(StrEnum):
    MESSAGE = "message"
    CHAT = "chat"
    CALL = "call"
    CALL_BACK = "call_back"


class Outcome(StrEnum):
    ANSWERED = "answered"
    ABANDONED = "abandoned"  # the caller gave up before anybody answered
    BUSY = "busy"  # everybody on duty was taken
    CLOSED = "closed"  # outside the opening hours
    SILENT = "silent"
    HANG_UP = "hang_up"
    WRONG_NUMBER = "wrong_number"
    PRANK = "prank"
    INAPPROPRIATE = "inappropriate"


CHANNEL_NAMES = {
    Channel.MESSAGE: "Message",
    Channel.CHAT: "Chat",
    Channel.CALL: "Call",
    Channel.CALL_BACK: "Call-back",
}
OUTCOME_NAMES = {
    Outcome.ANSWERED: "Answered",
    Outcome.ABANDONED: "Gave up waiting",
    Outcome.BUSY: "Everybody was busy",
    Outcome.CLOSED: "Outside opening hours",
    Outcome.SILENT: "Silent",
    Outcome.HANG_UP: "Hung up",
    Outcome.WRONG_NUMBER: "Wrong number",
    Outcome.PRANK: "Prank",
    Outcome.INAPPROPRIATE: "Inappropriate",
}
# What a practitioner marks in two keystrokes, each with its key. They measure demand; there is nothing to record.
NON_DATA_KEYS = {
    "1": Outcome.SILENT,
    "2": Outcome.HANG_UP,
    "3": Outcome.WRONG_NUMBER,
    "4": Outcome.PRANK,
    "5": Outcome.INAPPROPRIATE,
    "6": Outcome.BUSY,
    "7": Outcome.CLOSED,
}
# Nobody spoke in these: a call that was missed.
MISSED_OUTCOMES = frozenset({Outcome.ABANDONED, Outcome.BUSY, Outcome.CLOSED})


def contact_count(channel: str, outcome: str, began_at: datetime, *, area: str = "", caller_group: str = "") -> Count:
    """One contact, on the helpline's own calendar day."""
    return Count(
        measure=Measure.CONTACTS,
        on=timezone.localdate(began_at),
        channel=channel,
        outcome=outcome,
        area=area,
        caller_group=caller_group,
    )


def missed_outcome(*, is_open: bool, all_busy: bool) -> Outcome:
    """Why nobody answered, as far as we can tell."""
    if not is_open:
        return Outcome.CLOSED
    return Outcome.BUSY if all_busy else Outcome.ABANDONED
