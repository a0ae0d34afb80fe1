from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings

from quietline.desk.signposts.forms import Line as OneLine
from quietline.team.canned.models import CannedReply
from quietline.team.canned.rules import TEXT_CHARACTERS, TITLE_CHARACTERS, HasVariable, check_text
from quietline.team.models import Line
from quietline.ui.words import several_lines


class CannedForm(forms.Form):
    """A text that practitioners of a line put into replies."""

    line = forms.ChoiceField(label="Line")
    language = forms.ChoiceField(label="Language", choices=settings.LANGUAGES)
    title = OneLine(
        label="Title", max_length=TITLE_CHARACTERS, help_text="For colleagues; the seeker does not see it."
    )
    message = forms.CharField(
        label="Text",
        max_length=TEXT_CHARACTERS,
        help_text="It goes into the reply as it stands: nothing is filled in.",
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    position = forms.IntegerField(
        label="Place in the list", min_value=0, max_value=999, initial=0, help_text="The lowest number stands first."
    )

    def __init__(self, *args: Any, lines: Iterable[Line], before: CannedReply | None = None, **kwargs: Any) -> None:
        if before is not None:
            kwargs["initial"] = {
                "line": str(before.line_id),
                "language": before.language,
                "title": before.title,
                "message": before.text,
                "position": before.position,
            }
        super().__init__(*args, **kwargs)
        field = self.fields["line"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(line.pk), line.name) for line in lines]

    def clean_message(self) -> str:
        try:
            return check_text(several_lines(self.cleaned_data["message"]))
        except HasVariable as refusal:
            raise forms.ValidationError(str(refusal)) from None
