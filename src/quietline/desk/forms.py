from __future__ import annotations

from django import forms

from quietline.contact.forms import Draft, MessageText, new_draft


class ReplyForm(forms.Form):
    """A reply; `seen` is the last message its writer had before their eyes."""

    message = MessageText(label="Your reply")
    draft = Draft()
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @staticmethod
    def fresh(seen: int) -> ReplyForm:
        return ReplyForm(initial={"draft": new_draft(), "seen": seen})

    def again(self, seen: int) -> ReplyForm:
        """The same reply, now that its writer has seen more."""
        given = self.data.copy()  # type: ignore[attr-defined]
        given["seen"] = str(seen)
        return ReplyForm(given)
