from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from quietline.team.hours.rules import Channel, Span

CHANNELS = [(Channel.CHAT, "Chat"), (Channel.PHONE, "Phone"), (Channel.CALL_BACK, "Call-backs")]
WEEKDAYS = [(0, "Mon"), (1, "Tue"), (2, "Wed"), (3, "Thu"), (4, "Fri"), (5, "Sat"), (6, "Sun")]

# Beyond these no day has another one on each side in every time zone; nobody plans so far anyway.
EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=3 * 366)


def _latest() -> date:
    return timezone.localdate() + AHEAD


def day_field() -> forms.DateField:
    return forms.DateField(
        label="Date",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give a date.", "invalid": "Write the date like 2026-12-25."},
        validators=[
            MinValueValidator(EARLIEST, "This is too long ago. Look at the year."),
            MaxValueValidator(_latest, "This is more than three years ahead. Look at the year."),
        ],
    )


def time_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Give a time.", "invalid": "Write the time like 18:30."},
    )


class SpanForm(forms.Form):
    """Hours on one channel; a closing time that is not later than the opening is the next day's."""

    channel = forms.ChoiceField(choices=CHANNELS, widget=forms.HiddenInput)
    opens = time_field("From")
    closes = time_field("Until")

    def span(self) -> Span:
        return Span(self.cleaned_data["opens"], self.cleaned_data["closes"])


class DayHoursForm(SpanForm):
    """The same on a special day, where the channel is chosen."""

    channel = forms.ChoiceField(label="Open for", choices=CHANNELS)


class WeeklyForm(SpanForm):
    """The same on some days of each week."""

    weekdays = forms.TypedMultipleChoiceField(
        label="Days",
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one day."},
    )


class SpecialDayForm(forms.Form):
    """A day on which the week's hours do not hold."""

    on = day_field()
    name = forms.CharField(label="What it is", required=False, max_length=60)


class ClockForm(forms.Form):
    """Where the line's clock hangs."""

    time_zone = forms.CharField(label="Time zone", max_length=50)
