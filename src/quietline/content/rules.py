"""What a page may be called and where it stands: pure."""

from __future__ import annotations

# As long as a code in the figures may be, where a page is counted by its slug.
SLUG_CHARACTERS = 50
# Below a language these lead to the program's own pages.
OF_THE_PROGRAM = frozenset({"contact", "return", "exit", "search", "offline", "w"})
# Links in the program, on other people's sites and in leaflets lead here: these pages stay where they are.
FIRST_STEP = "first-step"
FIXED = frozenset({FIRST_STEP, "myself", "somebody-else", "professionals", "how-it-works", "help-now", "trust"})


def is_slug_of_the_program(slug: str) -> bool:
    return slug in OF_THE_PROGRAM


def is_fixed(path: str) -> bool:
    """Whether the page at this path (`/en/`, `/en/trust/`) must stay, live and at its address."""
    _language, *rest = [part for part in path.split("/") if part]
    return not rest or (len(rest) == 1 and rest[0] in FIXED)
