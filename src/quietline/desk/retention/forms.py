from __future__ import annotations

import re

from django import forms

from quietline.contact.retention.rules import LEAST_DAYS, Kind, most_days

LABELS = {
    Kind.CLOSED: "Closed threads, after their last message",
    Kind.UNANSWERED: "Threads that wait and were read, after their last message",
    Kind.WITH_CONCERN: "Threads with a settled concern, after it was settled",
    Kind.DISCLOSED: "Threads of which something was passed on, after that was decided",
    Kind.PLANS: "Plans kept by seekers and never shown, after their last visit",
    Kind.CALLS: "Calls without a thread, with their records",
    Kind.UNFINISHED: "Calls without a thread whose record was never finished",
}
_ERRORS = {
    "invalid": "Write a number of days, or nothing.",
    "min_value": f"{LEAST_DAYS} days is the least: a seeker may need a while.",
    "max_value": "%(limit_value)d days is the most.",
}
_REFERENCE = re.compile(r"([A-Z]{4})[\s-]*([2-9]{4})")


class PeriodsForm(forms.Form):
    """For how many days a line keeps what; left empty, the clock erases nothing of it."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        for kind, label in LABELS.items():
            self.fields[kind.value] = forms.IntegerField(
                label=label, required=False, min_value=LEAST_DAYS, max_value=most_days(kind), error_messages=_ERRORS
            )

    def periods(self) -> dict[Kind, int | None]:
        return {kind: self.cleaned_data[kind.value] for kind in LABELS}


class HoldForm(forms.Form):
    """Which thread a hold is asked for."""

    reference = forms.CharField(
        label="Reference of the thread",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "Write its reference, like ABCD-2345."},
    )

    def clean_reference(self) -> str:
        found = _REFERENCE.fullmatch(self.cleaned_data["reference"].strip().upper())
        if found is None:
            raise forms.ValidationError("Write its reference like ABCD-2345.")
        return f"{found[1]}-{found[2]}"
