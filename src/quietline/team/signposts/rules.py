"""What a signpost says and when it has to be checked again, said without a database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

NAME_CHARACTERS = 120
TEXT_CHARACTERS = 2_000
LINE_CHARACTERS = 300
NEED_CHARACTERS = 60
NUMBER_CHARACTERS = 40
AREA_CHARACTERS = 50
LANGUAGE_CHARACTERS = 35
MOST_AGE = 130
MOST_OF_EACH = 50  # phones, areas, languages, needs of one service
# Not looked at for so long, a number may be somebody else's by now.
STALE_AFTER = timedelta(days=183)

_ADDRESS = re.compile(r"https?://[^\s<>\"'\\]+")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.\-]*")
_AREA = re.compile(r"[a-z0-9_-]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phone:
    number: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    id: UUID
    name: str
    description: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One service as it is kept, imported and exported. No areas: it is offered everywhere."""

    id: UUID
    organisation: Organisation
    name: str
    description: str = ""
    url: str = ""
    eligibility: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    hours: str = ""
    phones: tuple[Phone, ...] = ()
    areas: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    checked_on: date | None = None
    is_retired: bool = False


class Wrong(ValueError):
    """Why a value can't stand in a signpost; the text is for the person who gave it."""


def is_stale(checked_on: date | None, *, today: date) -> bool:
    """Whether somebody should look again: nobody ever did, or not for half a year."""
    return checked_on is None or today - checked_on > STALE_AFTER


def check_address(text: str) -> str:
    """
    Raises:
        Wrong
    """
    if text and not _ADDRESS.fullmatch(text):
        raise Wrong(f"“{text[:60]}” is no address of a website: it begins with https:// or http://")
    return text


def check_number(text: str) -> str:
    """
    Raises:
        Wrong
    """
    if not _NUMBER.fullmatch(text):
        raise Wrong(f"“{text[:60]}” is no telephone number: digits, spaces, brackets, a plus at the front")
    return text


def check_area(text: str) -> str:
    """
    Raises:
        Wrong
    """
    if len(text) > AREA_CHARACTERS or not _AREA.fullmatch(text):
        raise Wrong(f"“{text[:60]}” is no code of an area")
    return text


def check_language(text: str) -> str:
    """
    Raises:
        Wrong
    """
    if len(text) > LANGUAGE_CHARACTERS or not _LANGUAGE.fullmatch(text):
        raise Wrong(f"“{text[:60]}” is no code of a language, such as en or ar")
    return text.lower()


def check_ages(lowest: int | None, highest: int | None) -> None:
    """
    Raises:
        Wrong
    """
    for age in (lowest, highest):
        if age is not None and not 0 <= age <= MOST_AGE:
            raise Wrong(f"An age is a whole number from 0 to {MOST_AGE}")
    if lowest is not None and highest is not None and lowest > highest:
        raise Wrong("The lowest age is above the highest")


def as_text(entry: Entry) -> str:
    """A signpost as it is put into a reply: plain lines, no word of ours, so that they suit any language."""
    ours = entry.name if entry.name == entry.organisation.name else f"{entry.name} ({entry.organisation.name})"
    phones = [f"{phone.number} ({phone.label})" if phone.label else phone.number for phone in entry.phones]
    lines = [ours, entry.description, *phones, entry.hours, entry.url]
    return "\n".join(line for line in lines if line)
