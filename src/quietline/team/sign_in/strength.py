"""How guessable a practitioner's password is, as one of Django's validators."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from quietline.team.models import Practitioner
from quietline.ui.strength import BEST, WEAK, is_guessable


class GuessableValidator:
    """Estimates guesses, words from the person's own name and e-mail known."""

    def validate(self, password: str, user: Practitioner | None = None) -> None:
        known = [user.name, user.shown_as, user.email, *user.name.split()] if user else []
        if password and is_guessable(password, known=known):
            raise ValidationError(WEAK, code="guessable")

    def get_help_text(self) -> str:
        return BEST
