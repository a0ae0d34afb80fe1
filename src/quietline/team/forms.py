from __future__ import annotations

import unicodedata

from django import forms


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="Password",
        max_length=1_000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_password(self) -> str:
        # Keyboards differ in how they compose an accent; the password is the same.
        return unicodedata.normalize("NFKC", self.cleaned_data["password"])
