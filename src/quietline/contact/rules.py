"""What may be typed and how it is kept, said without a database."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MESSAGE_CHARACTERS = 8_000
NICKNAME_CHARACTERS = 40
# Safeguarding outranks erasure: for so long what nobody has read yet outlives its seeker's erase (docs/adr/0005).
UNREAD_LIFE = timedelta(hours=72)
# How long the one reading of a withdrawn thread may last before the clock ends it.
READING_LIFE = timedelta(minutes=60)

# Control characters show nothing and can break a reader's screen; the line break and the tab are people's.
# Bidirectional embeddings, overrides and isolates can make a sentence read as another one; plain text in a language
# that is written from the right needs none of them.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
# More marks on one letter than any language writes paint over what stands around it.
_MARKS = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED_UP = re.compile(f"({_MARKS}{{8}}){_MARKS}+")


class CallerGroup(StrEnum):
    """Why somebody reaches out, in the field's own categories."""

    OWN_BEHAVIOUR = "own_behaviour"
    ANOTHER_ADULT = "another_adult"
    CHILD_BEHAVIOUR = "child_behaviour"
    CHILD_ABUSED = "child_abused"
    PROFESSIONAL = "professional"
    SURVIVOR = "survivor"
    OTHER = "other"
    NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class Intake:
    """What a seeker chose to say about themselves before the first message; sealed as one piece."""

    group: CallerGroup = CallerGroup.NOT_SAID
    area: str = ""  # an area's code; empty: rather not say
    nickname: str = ""

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Intake:
        given = json.loads(content)
        return cls(group=CallerGroup(given["group"]), area=given["area"], nickname=given["nickname"])


def clean_text(text: str) -> str:
    """The text as it is kept: line breaks made alike, invisible tricks taken out, nothing else changed."""
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # ASCII knows no marks; most of what is written is only that, and this is on the way of every message.
    return (text if text.isascii() else _PILED_UP.sub(r"\1", unicodedata.normalize("NFC", text))).strip()


def clean_line(text: str) -> str:
    """The same for a name on one line."""
    return " ".join(clean_text(text).split())


def sent_once(draft: str, text: str) -> str:
    """What a kept message is known by, so that the same form sent twice keeps it once; an edited one is another.

    Says nothing about the text to whoever has it: the draft is random and kept nowhere.
    """
    return hashlib.blake2b(f"{draft}\n{text}".encode(), digest_size=16).hexdigest()


def places_to_confirm(seed: bytes, words: int) -> tuple[int, int]:
    """Which two words (counted from 1) a seeker types back; the same each time the page is loaded."""
    first = seed[0] % words
    second = (first + 1 + seed[1] % (words - 1)) % words
    low, high = sorted((first, second))
    return low + 1, high + 1


def gone_by(*, withdrawn_at: datetime, last_read_at: datetime | None) -> datetime:
    """When the clock ends a withdrawn thread that no concern keeps."""
    unread_until = withdrawn_at + UNREAD_LIFE
    return min(unread_until, last_read_at + READING_LIFE) if last_read_at else unread_until
