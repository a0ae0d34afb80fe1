from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from quietline.insights.partners.models import Partner
from quietline.ui.passwords import Password
from quietline.ui.strength import WEAK, is_guessable


class Code(forms.CharField):
    """What an authenticator app shows."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attributes), **kwargs)


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(
        label="E-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = Password(label="Password", known=True)


class CodeForm(forms.Form):
    """The second step."""

    code = Code(label="Code", help_text="Six digits from your authenticator app.")


class NewPassword(forms.Form):
    """Whatever sets one: 12 characters or more, and hard to guess."""

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._partner = partner

    def checked(self, password: str) -> str:
        validate_password(password, self._partner)  # type: ignore[arg-type]  # any object with a name and an e-mail will do
        name, email = self._partner.name, self._partner.email
        if is_guessable(password, known=[name, email, *name.split()]):
            raise forms.ValidationError(WEAK, code="guessable")
        return password


_NEW = "12 characters or more; several unrelated words are best."


class TakeUpForm(NewPassword):
    """Coming in by an invitation."""

    password = Password(label="A password", known=False, help_text=f"{_NEW} Nobody can look it up.")
    code = Code(label="The code that the app shows now", help_text="Six digits.")

    def clean_password(self) -> str:
        return self.checked(self.cleaned_data["password"])


class PasswordForm(NewPassword):
    """Changing the password."""

    old = Password(label="Your password now", known=True)
    new = Password(label="The new password", known=False, help_text=_NEW)

    def clean_new(self) -> str:
        return self.checked(self.cleaned_data["new"])


class SumForm(forms.Form):
    """Which areas over which months."""

    since = forms.ChoiceField(label="From")
    until = forms.ChoiceField(label="To")
    areas = forms.MultipleChoiceField(label="Areas", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, months: list[str], areas: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, choices in (
            ("since", [(each, each) for each in months]),
            ("until", [(each, each) for each in months]),
            ("areas", list(areas.items())),
        ):
            self.fields[field].choices = choices  # type: ignore[attr-defined]
        self._months = months

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and given["since"] > given["until"]:
            self.add_error("until", "The last month comes before the first one.")
        return given

    def chosen(self) -> list[str]:
        """The months between, both included."""
        return [each for each in self._months if self.cleaned_data["since"] <= each <= self.cleaned_data["until"]]
