"""What a text in a release, or about one, may hold."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

LONGEST = 2_000  # characters of one text
NUMBER = re.compile(r"(\d{4})-([1-9]\d{0,3})", re.ASCII)
# Joiners that Persian and Indic names need; other invisible characters could turn a line about.
_JOINERS = "\u200c\u200d"
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# What claims a doubling, in the words in which it is claimed.
DOUBLED = re.compile(r"\b(doubl(e|es|ed|ing)|twice|two-?fold)\b", re.IGNORECASE)
_MORE = re.compile(r"\b(more than|over|above) (doubl|twice|two-?fold)", re.IGNORECASE)


class NotPublishable(ValueError):
    """Why something can't stand in a release. The text says where and what to mend."""


class Doubling(Protocol):
    @property
    def may_say_doubled(self) -> bool: ...
    @property
    def may_say_more_than_doubled(self) -> bool: ...


def check_line(text: str, what: str, *, may_be_empty: bool = False) -> None:
    """Return if it is one line that a reader sees as it is.

    Raises:
        NotPublishable
    """
    if text != text.strip() or len(text) > LONGEST or not (text or may_be_empty):
        where = f"{what[0].upper()}{what[1:]}"
        raise NotPublishable(f"{where} is empty, longer than {LONGEST:,} characters, or has spaces around it.")
    for character in text:
        if unicodedata.category(character) in _UNSEEN and character not in _JOINERS:
            raise NotPublishable(f"In {what} stands a character that can't be seen: {character!r}. Take it out.")


def check_doubling(text: str, ratio: Doubling | None) -> None:
    """Return where a text claims no doubling, or may.

    Raises:
        NotPublishable
    """
    if not DOUBLED.search(text) or (ratio and ratio.may_say_more_than_doubled):
        return
    if ratio and ratio.may_say_doubled and not _MORE.search(text):
        return
    raise NotPublishable(
        'The text claims a doubling that the evaluation does not show. "Doubled" may be written where the interval '
        'contains 2 and leaves out 1.5, "more than doubled" where even its lower limit is above 2.'
    )


def number_parts(number: str) -> tuple[int, int]:
    """Year and place in the year, to put releases in order.

    Raises:
        NotPublishable: it is no number of a release.
    """
    found = NUMBER.fullmatch(number)
    if not found:
        raise NotPublishable(f"{number!r} is no number of a release. Write it as 2026-3.")
    return int(found[1]), int(found[2])
