"""A code that is told another way than the link it goes with: digits for the phone, a mark for the database."""

from __future__ import annotations

import secrets

from django.conf import settings

from quietline.team.links.rules import CODE_DIGITS
from quietline.vault import Pepper, peppered_mark


def new_code() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def mark_of(code: str, *, bound_to: bytes) -> bytes:
    """What the database keeps of a code: it takes the pepper to try codes against it."""
    return peppered_mark(code, bound_to=bound_to, pepper=Pepper(settings.QUIETLINE_PEPPER))


def is_told(code: str, *, bound_to: bytes, mark: bytes) -> bool:
    """Whether this is the code, whatever stands between its digits."""
    digits = "".join(character for character in code if character.isdecimal() and character.isascii())
    return secrets.compare_digest(mark_of(digits, bound_to=bound_to), mark)
