"""How guessable a password is; it need not look any particular way, nor be changed by the calendar."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

from quietline.team.models import Practitioner

# Of zxcvbn's scores: 3 withstands some 10^8 guesses, 4 some 10^10. Behind a wrong password stand Argon2 and a limit.
LEAST_SCORE = 3
# It takes seconds with longer ones, which are hard to guess anyway.
_MOST_LOOKED_AT = 72

WEAK = (
    "This password is easy to guess. Take four or more words that have nothing to do with each other, "
    "or let a password manager make one."
)


class GuessableValidator:
    """One of Django's password validators: estimates guesses, words from the person's own name and e-mail known."""

    def validate(self, password: str, user: Practitioner | None = None) -> None:
        known = [user.name, user.shown_as, user.email, *user.name.split()] if user else []
        if password and zxcvbn(password[:_MOST_LOOKED_AT], user_inputs=known)["score"] < LEAST_SCORE:
            raise ValidationError(WEAK, code="guessable")

    def get_help_text(self) -> str:
        return "Several unrelated words are best. It need not be changed unless somebody else may know it."
