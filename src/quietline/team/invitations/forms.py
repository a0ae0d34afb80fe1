from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from quietline.team.models import Practitioner
from quietline.team.sign_in.forms import Code
from quietline.ui.passwords import Password


class TakeUpForm(forms.Form):
    """The code that was told, and who somebody is here from now on."""

    code = Code(label="The code you were told", help_text="Eight digits, told on the phone or face to face.")
    name = forms.CharField(label="Your name, as colleagues know you", max_length=80)
    shown_as = forms.CharField(
        label="Your name, as seekers see it", max_length=40, help_text="It stands above each of your replies."
    )
    password = Password(
        label="A password",
        known=False,
        help_text="12 characters or more; several unrelated words are best. Nobody can look it up.",
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "password" in given:
            someone = Practitioner(email=self._email, name=given.get("name", ""), shown_as=given.get("shown_as", ""))
            try:
                validate_password(given["password"], someone)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given
