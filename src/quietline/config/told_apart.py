"""What contacts are told apart by besides their area: the figures may name it, and not know the conversation."""

from __future__ import annotations

from quietline.contact.contacts.rules import CHANNEL_NAMES
from quietline.contact.records.queries import caller_groups as groups_of_records
from quietline.contact.records.rules import Standing


def caller_groups() -> dict[str, str]:
    """Every caller group that a record could ever be of, by its code."""
    return groups_of_records()


def channels() -> dict[str, str]:
    return {channel.value: name for channel, name in CHANNEL_NAMES.items()}


def not_told() -> frozenset[str]:
    """The codes that stand for an area or a group which nobody said."""
    return frozenset({"", *(standing.value for standing in Standing)})
