from __future__ import annotations

from django import forms

from quietline.contact.records.rules import KIND_NAMES


class FieldForm(forms.Form):
    """A question: what it is called, what helps to answer it, whether it must be answered."""

    label = forms.CharField(label="Question", max_length=100)
    help = forms.CharField(label="Help", max_length=300, required=False)
    required = forms.BooleanField(label="Must be answered", required=False)


class NewFieldForm(FieldForm):
    """A new question has a kind as well, which never changes."""

    # One list of areas is enough: it is what tells contacts apart in the figures.
    kind = forms.ChoiceField(
        label="Answered by", choices=[(kind.value, name) for kind, name in KIND_NAMES.items() if kind.value != "area"]
    )


class OptionForm(forms.Form):
    """An answer to choose."""

    label = forms.CharField(label="Answer", max_length=100)
