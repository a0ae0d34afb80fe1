"""What a canned reply may hold."""

from __future__ import annotations

import re

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
