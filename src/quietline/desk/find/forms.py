from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from quietline.contact.finding.rules import WORDS_CHARACTERS, Age, Wish
from quietline.contact.rules import CallerGroup
from quietline.contact.states import State
from quietline.desk.queries import GROUPS
from quietline.desk.signposts.forms import Line as OneLine
from quietline.team.models import Line

AGES = [
    (Age.ANY, "Any"),
    (Age.A_DAY, "Since yesterday"),
    (Age.A_WEEK, "In the last week"),
    (Age.A_MONTH, "In the last month"),
    (Age.OLDER, "Longer than a month ago"),
]


class FindForm(forms.Form):
    """What to look for among the threads one can open."""

    words = OneLine(
        label="Words in it",
        required=False,
        max_length=WORDS_CHARACTERS,
        help_text="Looked for in messages, notes and nicknames. Capitals and accents do not matter.",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "dir": "auto"}),
    )
    reference = OneLine(
        label="Reference",
        required=False,
        max_length=20,
        help_text="ABCD-2345, or its start.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Any"), *((each.value, each.value) for each in State if each is not State.ERASED)],
    )
    line = forms.ChoiceField(label="Line", required=False)
    group = forms.ChoiceField(
        label="Caller group",
        required=False,
        choices=[("", "Any"), *((key.value, name) for key, name in GROUPS.items())],
    )
    age = forms.ChoiceField(label="Opened", required=False, choices=AGES)
    follow_up_due = forms.BooleanField(label="A follow-up is due", required=False)
    own = forms.BooleanField(label="I hold it", required=False)

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["line"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Any"), *((str(line.pk), line.name) for line in lines)]

    def wish(self, practitioner: UUID) -> Wish:
        given = self.cleaned_data
        return Wish(
            words=given["words"],
            reference=given["reference"],
            state=State(given["state"]) if given["state"] else None,
            line=UUID(given["line"]) if given["line"] else None,
            group=CallerGroup(given["group"]) if given["group"] else None,
            age=Age(given["age"]),
            follow_up_due=given["follow_up_due"],
            own=practitioner if given["own"] else None,
        )
