from __future__ import annotations

from typing import TypeVar

from django import forms
from django.http import QueryDict

from quietline.contact.forms import Draft, MessageText, new_draft
from quietline.contact.rules import clean_text

# The form of a thread's page that holds the reply and the record at once: sending either carries the other along.
THE_WORK = "work"
F = TypeVar("F", bound=forms.Form)


class ReplyForm(forms.Form):
    """A reply; `seen` is the last message its writer had before their eyes."""

    message = MessageText(label="Your reply")
    draft = Draft()
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @staticmethod
    def fresh(seen: int) -> ReplyForm:
        return ReplyForm(initial={"draft": new_draft(), "seen": seen})

    @staticmethod
    def kept(post: QueryDict, last: int, *, auto_id: str | bool = "id_%s") -> ReplyForm:
        """The reply as it stands in what was sent for something else; nothing of it is judged before it is sent."""
        seen, draft = post.get("seen", ""), post.get("draft", "")
        initial = {
            "message": clean_text(post.get("message", "")),
            "draft": draft or new_draft(),
            "seen": seen if seen.isdecimal() else last,
        }
        return ReplyForm(initial=initial, auto_id=auto_id)

    def again(self, seen: int) -> ReplyForm:
        """The same reply, now that its writer has seen more."""
        given = self.data.copy()  # type: ignore[attr-defined]
        given["seen"] = str(seen)
        return ReplyForm(given)


def of_the_work(form: F) -> F:
    """The same form, each of its boxes sent with the thread page's one form, wherever on the page it stands."""
    for field in form.fields.values():
        field.widget.attrs["form"] = THE_WORK
    return form
