"""The box that a password is typed into, whoever's it is."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

PASSWORD_CHARACTERS = 1_000


class Password(forms.CharField):
    """A password as it is typed; keyboards differ in how they compose an accent, and the password is the same."""

    def __init__(self, *, label: str, known: bool, **kwargs: Any) -> None:
        attributes = {"autocomplete": "current-password" if known else "new-password"}
        widget = forms.PasswordInput(attrs=attributes)
        super().__init__(label=label, max_length=PASSWORD_CHARACTERS, strip=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().clean(value))
