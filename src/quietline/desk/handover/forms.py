from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from quietline.contact.forms import Draft, MessageText, new_draft
from quietline.desk.choosing import choose
from quietline.desk.crew import Grouped
from quietline.team.models import Line


class TransferForm(forms.Form):
    """Giving a thread to a colleague."""

    to = forms.TypedChoiceField(
        label="To",
        error_messages={
            "required": "Choose a colleague.",
            "invalid_choice": "This colleague can't open the thread. Choose another one.",
        },
    )
    message = MessageText(label="What they should know", help_text="The seeker never sees it.")
    draft = Draft()
    message.widget.attrs["rows"] = 3

    def __init__(self, *args: Any, colleagues: Grouped, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["to"], [("", "Choose …"), *colleagues])

    @staticmethod
    def fresh(colleagues: Grouped) -> TransferForm:
        return TransferForm(colleagues=colleagues, initial={"draft": new_draft()}, auto_id="transfer_%s")


class HandoverForm(forms.Form):
    """A note from one shift to the next."""

    line = forms.ChoiceField(label="Line", error_messages={"required": "Choose a line."})
    message = MessageText(
        label="For the next shift",
        help_text="Sealed to the line. It stands at the top of every colleague's list until they have read it, "
        "and is destroyed after a week. What belongs to one thread goes into a note there.",
    )
    draft = Draft()
    message.widget.attrs["rows"] = 5

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["line"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(line.pk), line.name) for line in lines]

    @staticmethod
    def fresh(lines: Iterable[Line]) -> HandoverForm:
        return HandoverForm(lines=lines, initial={"draft": new_draft()}, auto_id="handover_%s")
