from __future__ import annotations

from django import forms

from quietline.contact.forms import Draft, MessageText, new_draft


class NoteForm(forms.Form):
    """A note inside a thread, for colleagues."""

    message = MessageText(label="Note for colleagues", help_text="The seeker never sees it.")
    draft = Draft()
    message.widget.attrs["rows"] = 3

    @staticmethod
    def fresh() -> NoteForm:
        return NoteForm(initial={"draft": new_draft()}, auto_id="note_%s")
