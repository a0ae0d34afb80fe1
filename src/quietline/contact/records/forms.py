"""The page's form for one record, made from a version of the line's record form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from quietline.contact.forms import MessageText
from quietline.contact.records.rules import (
    CHOICES,
    MOST_MINUTES,
    STANDING_NAMES,
    Answers,
    FieldText,
    FormText,
    Kind,
    Standing,
)

_STANDING = [(standing.value, name) for standing, name in STANDING_NAMES.items()]
# The prefix tells a text from the rest, so that it can be shown again when a session ran out (edge/marks.py).
_TEXT, _OTHER = "text-", "answer-"


def name_of(field: FieldText) -> str:
    return f"{_TEXT if field.kind is Kind.TEXT else _OTHER}{field.code}"


class RecordAnswers(forms.Form):
    """Every question of a version; `revision` is the one its writer had, `form` the version they were asked.

    With `finishing`, what is required must be answered; while it is only saved, nothing must.
    """

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    form = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        asks: FormText,
        answers: Answers,
        revision: int,
        finishing: bool = False,
    ) -> None:
        initial: dict[str, Any] = {"revision": revision, "form": str(asks.id)}
        super().__init__(data, initial=initial)
        self._asks = asks
        for field in asks.asked:
            given = answers.get(field.code, ())
            self.fields[name_of(field)] = _form_field(field, given, required=finishing and field.required)
            self.initial[name_of(field)] = list(given) if field.kind is Kind.MANY else next(iter(given), "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for field in self._asks.asked:
            chosen = cleaned.get(name_of(field), ())
            if field.kind is Kind.MANY and len(chosen) > 1 and {*chosen} & {*Standing}:
                self.add_error(name_of(field), "Choose either what was said, or one of the last three alone.")
        return cleaned

    def answers(self) -> Answers:
        """What was answered, by the fields' codes."""
        return {field.code: _as_texts(self.cleaned_data.get(name_of(field))) for field in self._asks.asked}

    @property
    def standing(self) -> list[str]:
        """What every choice can be answered with besides its options."""
        return [standing.value for standing in Standing]

    def questions(self) -> list[tuple[FieldText, forms.BoundField]]:
        return [(field, self[name_of(field)]) for field in self._asks.asked]


def _as_texts(value: Any) -> tuple[str, ...]:
    if value in (None, ""):
        return ()
    return tuple(value) if isinstance(value, list) else (str(value),)


def _form_field(field: FieldText, given: tuple[str, ...], *, required: bool) -> forms.Field:
    about: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": required}
    missing = {"required": f"{field.label}: choose one. “Not asked” will do."}
    if field.kind in CHOICES:
        # What was retired is offered no longer, and kept where it was chosen before.
        options = [(o.code, o.label) for o in field.options if not o.retired or o.code in given]
        known = {code for code, _ in [*options, *_STANDING]}
        kept = [(code, code) for code in given if code not in known]
        if field.kind is Kind.MANY:
            return forms.MultipleChoiceField(
                choices=[*options, *kept, *_STANDING],
                widget=forms.CheckboxSelectMultiple,
                error_messages=missing,
                **about,
            )
        groups = [("", "–"), *options, *kept, ("Without an answer", _STANDING)]
        return forms.ChoiceField(choices=groups, error_messages=missing, **about)
    if field.kind is Kind.MINUTES:
        wrong = {"required": "Say how many minutes. 0 will do.", "invalid": "Write a whole number of minutes."}
        return forms.IntegerField(
            min_value=0,
            max_value=MOST_MINUTES,
            error_messages=wrong,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            **about,
        )
    text = MessageText(**about)
    text.widget.attrs["rows"] = 4
    return text
