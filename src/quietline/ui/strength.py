"""How guessable a password is, whoever's it is; it need not look any particular way."""

from __future__ import annotations

from collections.abc import Iterable

from zxcvbn import zxcvbn

# Of zxcvbn's scores: 3 withstands some 10^8 guesses, 4 some 10^10. Behind a wrong password stand Argon2 and a limit.
LEAST_SCORE = 3
# It takes seconds with longer ones, which are hard to guess anyway.
_MOST_LOOKED_AT = 72

WEAK = (
    "This password is easy to guess. Take four or more words that have nothing to do with each other, "
    "or let a password manager make one."
)
BEST = "Several unrelated words are best. It need not be changed unless somebody else may know it."


def is_guessable(password: str, *, known: Iterable[str]) -> bool:
    """Whether few guesses find it, words known that belong to its owner."""
    return bool(zxcvbn(password[:_MOST_LOOKED_AT], user_inputs=list(known))["score"] < LEAST_SCORE)
