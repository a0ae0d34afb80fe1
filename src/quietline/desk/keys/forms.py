from __future__ import annotations

from django import forms

from quietline.desk.signposts.forms import Line as OneLine


class WordsForm(forms.Form):
    """The four words that the newcomer reads out."""

    words = OneLine(
        label="The four words",
        max_length=100,
        help_text="They stand on their own page, My lines and keys. Hear them from the person: ring, or sit together.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
