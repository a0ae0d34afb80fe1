"""What a page may be called and where it stands: pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

# As long as a code in the figures may be, where a page is counted by its slug.
SLUG_CHARACTERS = 50
# Below a language these lead to the program's own pages.
OF_THE_PROGRAM = frozenset({"contact", "plan", "return", "exit", "search", "offline", "w"})
# Links in the program, on other people's sites and in leaflets lead here: these pages stay where they are.
FIRST_STEP = "first-step"
HELP_NOW = "help-now"
FIXED = frozenset({FIRST_STEP, "myself", "somebody-else", "professionals", "how-it-works", HELP_NOW, "trust"})
# The parts of a plan (contact/plans/words.py), as an editor chooses among them for the notes made in a module.
PLAN_PARTS = {
    "reasons": "My reasons",
    "signs": "My triggers and early signs",
    "coping": "What I do then",
    "contacts": "Who I contact, and when",
    "care": "How I look after myself",
    "notes": "What else matters to me",
}


# Where a link on a page may lead; one without a scheme stays on this site.
SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
# A browser reads past these in the middle of a scheme.
_READ_PAST = re.compile(r"[\x00-\x20\u200b\ufeff]+")


def forbidden_links(texts: Iterable[str]) -> list[str]:
    """The addresses of links that can't stand on a page, in what the editor's text fields sent."""
    return [address for text in texts for address in _addresses(text) if not _may_stand(address)]


def _addresses(text: str) -> Iterator[str]:
    """Of a text field, which sends what stands in it as JSON; anything else has none."""
    if '"entityMap"' not in text:
        return
    try:
        entities = json.loads(text)["entityMap"].values()
        yield from [str(each["data"]["url"]) for each in entities if "url" in each.get("data", {})]
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        yield "an address that can't be read"


def _may_stand(address: str) -> bool:
    try:
        return urlsplit(_READ_PAST.sub("", address)).scheme.lower() in SCHEMES
    except ValueError:
        return False


def is_slug_of_the_program(slug: str) -> bool:
    return slug in OF_THE_PROGRAM


def is_fixed(path: str) -> bool:
    """Whether the page at this path (`/en/`, `/en/trust/`) must stay, live and at its address."""
    _language, *rest = [part for part in path.split("/") if part]
    return not rest or (len(rest) == 1 and rest[0] in FIXED)
