from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from quietline.contact.follow_ups.rules import REASON_CHARACTERS, NotADay, check_day
from quietline.contact.forms import MessageText


class DueOn(forms.DateField):
    """A day from today on, for a year."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "required": "Choose the day.",
            "invalid": "This is no day. Write it as year-month-day, such as 2027-01-31.",
        }
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label="Come back on", widget=widget, error_messages=messages, **kwargs)

    def clean(self, value: object) -> object:
        day = super().clean(value)
        try:
            check_day(day, today=timezone.localdate())
        except NotADay:
            raise forms.ValidationError("Choose a day from today on, at most a year ahead.") from None
        return day


class FollowUpForm(forms.Form):
    """A promise to come back to a thread."""

    due_on = DueOn()
    message = MessageText(label="Why", help_text="Sealed like the conversation; the seeker does not see it.")
    message.widget.attrs["rows"] = 3

    def clean_message(self) -> str:
        text: str = self.cleaned_data["message"]
        if len(text) > REASON_CHARACTERS:
            raise forms.ValidationError(f"Keep it shorter: at most {REASON_CHARACTERS} characters.")
        return text

    @staticmethod
    def fresh() -> FollowUpForm:
        tomorrow = timezone.localdate() + timedelta(days=1)
        return FollowUpForm(initial={"due_on": tomorrow}, auto_id="follow_%s")


class MoveForm(forms.Form):
    """Another day for a promise."""

    due_on = DueOn()
