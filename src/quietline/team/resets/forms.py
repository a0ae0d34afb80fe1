from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from quietline.team.models import Practitioner
from quietline.team.sign_in.forms import Code
from quietline.ui.passwords import Password


class NewPasswordForm(forms.Form):
    """The code that was told, and a password that its owner chooses."""

    code = Code(label="The code you were told", help_text="Eight digits, told on the phone or face to face.")
    password = Password(
        label="A new password",
        known=False,
        help_text="12 characters or more; several unrelated words are best. Nobody can look it up.",
    )

    def __init__(self, *args: Any, practitioner: Practitioner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._practitioner = practitioner

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self._practitioner)
        return password
