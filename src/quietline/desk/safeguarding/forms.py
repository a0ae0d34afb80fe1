from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from quietline.contact.forms import MessageText
from quietline.desk.choosing import choose
from quietline.safeguarding.rulesets.rules import Kind


class ConcernForm(forms.Form):
    """Marking a concern: its kind, and whatever a lead should know."""

    kind = forms.ChoiceField(
        label="What is it?",
        error_messages={"required": "Choose what comes nearest.", "invalid_choice": "Choose what comes nearest."},
    )
    message = MessageText(label="What a safeguarding lead should know", required=False)
    message.widget.attrs["rows"] = 3

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["kind"], [("", "Choose …"), *((kind.code, kind.label) for kind in kinds)])

    @staticmethod
    def fresh(kinds: Iterable[Kind]) -> ConcernForm:
        return ConcernForm(kinds=kinds, auto_id="concern_%s")


class ReasonForm(forms.Form):
    """Why: of whatever takes a reason."""

    message = MessageText(label="Why?", help_text="Sealed, and kept with it.")
    message.widget.attrs["rows"] = 4
