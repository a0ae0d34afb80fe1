"""Handing in a table: a file or pasted text. What was read goes back into the page as text: nothing is lost."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from quietline.campaigns.sheets.reading import Unreadable
from quietline.campaigns.sheets.texts import as_text

# As much as the edge lets through with the rest of a form; more goes by the command line.
MOST_CHARACTERS = 800 * 1024


class TableForm(forms.Form):
    """A file, or its text; with a file, the text that was there before counts no more."""

    file = forms.FileField(
        label="File",
        required=False,
        help_text="Up to 800 KB. More goes by the command line.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.json,.geojson"}),
    )
    table = forms.CharField(
        label="Or its text",
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "dir": "ltr"}),
    )

    def clean(self) -> None:
        given = self.cleaned_data
        file = given.get("file")
        if file is not None:
            given["table"] = self._text(file.read())
            # What the page shows from now on is the text.
            shown = QueryDict(mutable=True)
            shown.update(self.data)
            shown["table"] = given["table"]
            self.data = shown
        if not given.get("table", "").strip() and not self.errors:
            raise forms.ValidationError("Choose a file, or paste its text.")

    def content(self) -> bytes:
        text: str = self.cleaned_data["table"]
        return text.encode("utf-8", "replace")

    def _text(self, content: bytes) -> str:
        try:
            text = content.decode() if content.lstrip()[:1] == b"{" else as_text(content)
        except UnicodeDecodeError:
            raise forms.ValidationError("This begins like GeoJSON, and is not UTF-8.") from None
        except Unreadable as unreadable:
            raise forms.ValidationError(f"{unreadable.problem}.") from None
        if len(text) > MOST_CHARACTERS:
            raise forms.ValidationError("That is more than 800 KB: use the command line.")
        return text
