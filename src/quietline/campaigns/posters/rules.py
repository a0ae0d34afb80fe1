"""What can be printed, and what stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is printed."""

    POSTER_A4 = "poster-a4"
    POSTER_A3 = "poster-a3"
    CARDS = "cards"


class NotPrintable(Exception):
    """Our font has no form for these characters; the text names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What stands on it. `danger` is the line about emergencies, `address` what the code leads to."""

    heading: str
    text: str
    address: str
    service: str
    danger: str
    language: str
    is_rtl: bool
