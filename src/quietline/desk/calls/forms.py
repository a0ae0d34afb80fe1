from __future__ import annotations

from django import forms

_AS_TYPED = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class PhraseForm(forms.Form):
    """What comes before a caller is given words: the limits of confidentiality, told."""

    told = forms.BooleanField(
        label="I have told the caller how far confidentiality goes",
        error_messages={"required": "Tell the caller first, then tick this."},
    )


class SaidBackForm(forms.Form):
    """Two of the words, as the caller says them."""

    first_word = forms.CharField(max_length=60, widget=forms.TextInput(attrs=_AS_TYPED))
    second_word = forms.CharField(max_length=60, widget=forms.TextInput(attrs=_AS_TYPED))
    token = forms.CharField(max_length=100, widget=forms.HiddenInput)

    def name_words(self, places: tuple[int, int]) -> None:
        for name, place in zip(("first_word", "second_word"), places, strict=True):
            self.fields[name].label = f"Word {place}"
            self.fields[name].error_messages["required"] = f"Ask for word {place}, and type it here."


class NumberForm(forms.Form):
    """What the public contact page says about calling."""

    phone_number = forms.RegexField(
        r"^\+?[0-9][0-9 ]{3,28}$",
        label="Number",
        required=False,
        help_text="As callers dial it. Left empty, the page says nothing about calling.",
        error_messages={"invalid": "Digits and spaces only, with a + in front if you like."},
    )
    phone_hours = forms.CharField(label="Hours", required=False, max_length=120, help_text="When somebody answers.")
    phone_cost = forms.CharField(label="Cost", required=False, max_length=120, help_text="What the call costs.")
