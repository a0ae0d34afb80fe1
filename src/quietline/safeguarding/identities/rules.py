"""What in a text looks as if it showed who somebody is. Looked for here and now; sent nowhere, kept nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# Long enough to ring somebody up and read it out, short enough that nobody finds it open on a screen after lunch.
OPENING_LIFE = timedelta(minutes=15)
IDENTITY_CHARACTERS = 2_000


class What(StrEnum):
    """What a detail is."""

    NAME = "name"
    PHONE = "phone"
    E_MAIL = "e-mail"
    ADDRESS = "address"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Detail:
    """A passage that looks like a detail."""

    what: What
    passage: str


_E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# Digits in groups as people write numbers, in whatever script.
_PHONE = re.compile(r"(?<![\w+])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\w)")
_DAY = re.compile(r"\d{1,2}[./\- ]\d{1,2}[./\- ]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}")
_STREETS = "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Way|Court|Place|Terrace|Gardens|Crescent|Square|Row|Hill"
_STREET = re.compile(rf"\b(?:Flat \d{{1,4}}\w?,? )?\d{{1,4}}[a-z]?,? (?:[A-Z][\w'’]+ ){{1,3}}(?:{_STREETS})\b")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_LOOKS = ((What.E_MAIL, _E_MAIL), (What.ADDRESS, _STREET), (What.ADDRESS, _POSTCODE), (What.PHONE, _PHONE))


def details_in(text: str) -> list[Detail]:
    """What looks like an e-mail address, a street, a British postcode or a phone number, each once, as it stands
    there. It misses much and finds some that are none: somebody decides about each."""
    found: list[Detail] = []
    left = text
    for what, look in _LOOKS:
        for match in look.finditer(left):
            detail = Detail(what, match.group().strip())
            if detail not in found and not (what == What.PHONE and _DAY.fullmatch(detail.passage)):
                found.append(detail)
        left = look.sub("\n", left)
    return found
