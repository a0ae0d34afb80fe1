"""What a campaign may look like, said without a database."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

NAME_CHARACTERS = 100
LINE_CHARACTERS = 160
WORDING_CHARACTERS = 600
NOTE_CHARACTERS = 2_000
ORIGIN_CHARACTERS = 253
CODE_CHARACTERS = 8
CODE_AT_LEAST = 3
CODE_GENERATED = 5
# No vowels, so that no code spells a word: it stands in a browser's history. None that is read as another either.
CODE_ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
_CODE = re.compile(rf"[{CODE_ALPHABET}]{{{CODE_AT_LEAST},{CODE_CHARACTERS}}}")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


class Wrong(ValueError):
    """What was given can't be kept; the text says why and what can."""


def new_code() -> str:
    """A code for an arrival path, by chance."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_GENERATED))


def check_code(text: str) -> str:
    """A code that somebody chose, as it is kept.

    Raises:
        Wrong
    """
    code = text.strip().lower()
    if not _CODE.fullmatch(code):
        raise Wrong(
            f"Use {CODE_AT_LEAST} to {CODE_CHARACTERS} consonants and digits, without vowels, y, l, 0 and 1: "
            "the code stands in people's browser history and must not spell a word"
        )
    return code


def check_origin(text: str) -> str:
    """A site that may embed, as browsers name it: `https://host`, with a port where it is not the usual one.

    Raises:
        Wrong
    """
    try:
        parts = urlsplit(text.strip().lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Wrong(f"“{text[:60]}” is no address") from None
    if parts.scheme != "https" or not _HOST.fullmatch(host) or "@" in parts.netloc:
        raise Wrong(f"“{text[:60]}” is no site: write https://www.example.org")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise Wrong("Write the site alone, without a path: a frame is allowed to a whole site")
    return f"https://{host}" + (f":{port}" if port not in {None, 443} else "")


def check_dates(begins_on: date, ends_on: date) -> None:
    """Raises: Wrong, where the end stands before the beginning."""
    if ends_on < begins_on:
        raise Wrong(f"It would end on {ends_on} before it begins on {begins_on}: were the two dates swapped?")


def overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Whether two stretches, both ends included, share a day."""
    return one[0] <= other[1] and other[0] <= one[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseGiven:
    """A named stretch, both days included."""

    name: str
    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingGiven:
    """What is said in one language."""

    language: str
    heading: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignGiven:
    """A campaign as somebody describes it. Areas are codes; an empty code asks for one by chance."""

    name: str
    begins_on: date
    ends_on: date
    code: str = ""
    areas: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    phases: tuple[PhaseGiven, ...] = ()
    materials: tuple[str, ...] = ()
    wordings: tuple[WordingGiven, ...] = ()
    embed_origins: tuple[str, ...] = ()
    note: str = ""
