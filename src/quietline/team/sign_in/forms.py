from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from quietline.team.models import Practitioner
from quietline.ui.passwords import Password

PASSKEY_NAME_CHARACTERS = 40


class Code(forms.CharField):
    """A code of an app, or a recovery code."""

    def __init__(self, *, label: str = "Code", **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        super().__init__(label=label, max_length=40, widget=forms.TextInput(attrs=attributes), **kwargs)


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = Password(label="Password", known=True)


class CodeForm(forms.Form):
    """The second step: a code."""

    code = Code(help_text="Six digits from your authenticator app, or one of your recovery codes.")


class AppForm(forms.Form):
    """The code that a newly set-up app shows."""

    code = Code(label="The code it shows", error_messages={"required": "Type the six digits that the app shows."})


class Answer(forms.JSONField):
    """What a browser answers for a passkey; one that is nested, or has digits, without end is none."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class PasskeyForm(forms.Form):
    """What a browser answers for a passkey; `prf` is what the passkey computed, where it can."""

    credential = Answer(widget=forms.HiddenInput({"data-credential": True}), required=True)
    prf = forms.CharField(widget=forms.HiddenInput({"data-prf": True}), required=False, max_length=64)

    def clean_credential(self) -> dict[str, Any]:
        given = self.cleaned_data["credential"]
        if not isinstance(given, dict):
            raise forms.ValidationError("It is no answer of a passkey.")
        # It opens the keys: allauth would store whatever stands here.
        given.pop("clientExtensionResults", None)
        return given


class NewPasskeyForm(PasskeyForm):
    """The same, with the name that its owner gives it."""

    name = forms.CharField(
        label="Its name",
        max_length=PASSKEY_NAME_CHARACTERS,
        initial="My passkey",
        help_text="So that you know it again in the list: the device, or where the key hangs.",
    )
    field_order = ("name", "credential", "prf")


class PasswordForm(forms.Form):
    """Changing the password."""

    old = Password(label="Your password now", known=True)
    new = Password(
        label="The new password",
        known=False,
        help_text="12 characters or more; several unrelated words are best.",
    )

    def __init__(self, *args: Any, practitioner: Practitioner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._practitioner = practitioner

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self._practitioner)
        return new


class ConfirmForm(forms.Form):
    """The password once more."""

    confirm_password = Password(label="Your password", known=True)
