from __future__ import annotations

from django import forms

from quietline.desk.hours.forms import day_field, time_field
from quietline.team.models import Line, Practitioner
from quietline.team.rota.rules import BREAK_MINUTES, MOST_CHATS_EACH

MOST_WEEKS = 12
CHATS = 2  # what the switch on the bar begins with


class ShiftForm(forms.Form):
    """A shift, once or for some weeks."""

    practitioner = forms.TypedChoiceField(label="Who", error_messages={"required": "Choose who."})
    on = day_field()
    opens = time_field("From")
    closes = time_field("Until")
    weeks = forms.IntegerField(label="For how many weeks", min_value=1, max_value=MOST_WEEKS, initial=1)

    def __init__(self, *args: object, people: list[Practitioner], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        who = self.fields["practitioner"]
        if isinstance(who, forms.ChoiceField):
            who.choices = [("", "Choose"), *((str(person.pk), person.name) for person in people)]


class DutyForm(forms.Form):
    """Being at the desk, for one line and so many chats at once."""

    line = forms.ChoiceField(label="Line")
    chats_each = forms.TypedChoiceField(
        label="Chats at once",
        choices=[(number, str(number)) for number in range(MOST_CHATS_EACH + 1)],
        coerce=int,
        initial=CHATS,
    )

    def __init__(self, *args: object, lines: list[Line], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        line = self.fields["line"]
        if isinstance(line, forms.ChoiceField):
            line.choices = [(str(each.pk), each.name) for each in lines]


class BreakForm(forms.Form):
    """How long no chat comes."""

    minutes = forms.TypedChoiceField(choices=[(number, f"{number} minutes") for number in BREAK_MINUTES], coerce=int)
