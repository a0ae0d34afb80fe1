"""Who keeps the canned replies, and what one may hold."""

from __future__ import annotations

import re

from quietline.team.models import Practitioner

TITLE_CHARACTERS = 80
TEXT_CHARACTERS = 4_000

# {name}, {{ name }}, %name%, %(name)s, %s: what other programs fill in. Here nothing is, and a seeker would read it.
_VARIABLE = re.compile(r"\{[^{}]*\}|%\w+%|%\(\w+\)s?|%[sd]\b")


class HasVariable(ValueError):
    """The text holds something that looks as if it would be filled in."""

    def __init__(self, found: str) -> None:
        super().__init__(f"“{found}” would reach the seeker as it stands: nothing is filled in here. Write it out.")


def check_text(text: str) -> str:
    """
    Raises:
        HasVariable
    """
    found = _VARIABLE.search(text)
    if found:
        raise HasVariable(found.group()[:40])
    return text


def may_edit(practitioner: Practitioner) -> bool:
    """Whether somebody may change what all colleagues use: canned replies, and the directory as a whole."""
    return practitioner.is_administrator or practitioner.is_safeguarding_lead
