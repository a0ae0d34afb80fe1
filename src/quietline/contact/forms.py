from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from quietline.campaigns import queries as campaigns
from quietline.contact.chat.rules import Danger
from quietline.contact.rules import (
    MESSAGE_CHARACTERS,
    NICKNAME_CHARACTERS,
    CallerGroup,
    Intake,
    clean_line,
    clean_text,
)
from quietline.edge.marks import FRESH_DRAFT

CALLER_GROUPS = [
    (CallerGroup.OWN_BEHAVIOUR, _("my own thoughts or behaviour")),
    (CallerGroup.ANOTHER_ADULT, _("another adult I know")),
    (CallerGroup.CHILD_BEHAVIOUR, _("how a child or young person behaves")),
    (CallerGroup.CHILD_ABUSED, _("a child who may have been abused")),
    (CallerGroup.PROFESSIONAL, _("something at work: I am a professional")),
    (CallerGroup.SURVIVOR, _("something that happened to me")),
    (CallerGroup.OTHER, _("something else")),
    (CallerGroup.NOT_SAID, _("I'd rather not say")),
]

# A draft's name: 16 random bytes in hexadecimal.
DRAFT_CHARACTERS = 32


def new_draft() -> str:
    return secrets.token_hex(DRAFT_CHARACTERS // 2)


class MessageText(forms.CharField):
    """Free text as `rules.clean_text` keeps it; too long is an error that loses nothing."""

    def __init__(self, *, most: int = MESSAGE_CHARACTERS, rows: int = 8, **kwargs: Any) -> None:
        widget = forms.Textarea(
            attrs={
                "rows": rows,
                "dir": "auto",
                "autocomplete": "off",
                # "Enhanced" checks of browsers send what is typed to their maker.
                "spellcheck": "false",
                "autocorrect": "off",
                "writingsuggestions": "false",
            }
        )
        messages = {
            "required": _("Please write something first. One sentence is enough."),
            "max_length": _("This is too long: at most %(limit_value)d characters fit. It now has %(show_value)d."),
        }
        super().__init__(max_length=most, widget=widget, error_messages=messages, strip=False, **kwargs)
        # A browser would cut a pasted text off at that length, in silence.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: object) -> str:
        return clean_text(super().to_python(value) or "")


class Draft(forms.CharField):
    """Names the form a message was typed in, so that the same form sent twice keeps one message."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, max_length=200)

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        known = len(text) == DRAFT_CHARACTERS and set(text) <= set("0123456789abcdef")
        return text if known else new_draft()


class BeginForm(forms.Form):
    """A form of a public page, with which something begins that a return phrase leads back to."""

    template: ClassVar[str]

    statement = forms.CharField(widget=forms.HiddenInput, max_length=100)
    draft = Draft()

    def is_urgent(self) -> bool:
        """Whether somebody was said to be in danger now."""
        return False

    @classmethod
    def fresh(cls, statement: str) -> Self:
        """An empty form for the page that the edge keeps: it gives each visitor's copy a draft of its own."""
        return cls(initial={"statement": statement, "draft": FRESH_DRAFT})


class WriteForm(BeginForm):
    """The first message, and what its writer chooses to say about themselves."""

    template = "contact/write.html"
    live = False  # whether the seeker goes on to sit in front of it

    message = MessageText(
        label=_("Your message"),
        help_text=_(
            "As much or as little as you like, up to three pages. Please leave out other people's names, and do not "
            "describe images or acts. Nothing is kept until you press Send: if you leave this page first, it is gone."
        ),
    )
    caller_group = forms.ChoiceField(
        label=_("What is it about?"),
        choices=CALLER_GROUPS,
        initial=CallerGroup.NOT_SAID,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one. You can choose “I'd rather not say”.")},
    )
    area = forms.ChoiceField(
        label=_("Which area are you in?"),
        required=False,
        help_text=_("It only tells us where help is needed. It is sealed like your message."),
    )
    nickname = forms.CharField(
        label=_("What should we call you?"),
        required=False,
        help_text=_("Make up a name if you like. Please don't use your real one."),
        max_length=NICKNAME_CHARACTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields.get("area")
        if isinstance(area, forms.ChoiceField):
            area.choices = [("", _("I'd rather not say")), *((a.code, a.name) for a in campaigns.areas())]

    def clean_nickname(self) -> str:
        return clean_line(self.cleaned_data["nickname"])

    def intake(self) -> Intake:
        given = self.cleaned_data
        group = CallerGroup(given.get("caller_group") or CallerGroup.NOT_SAID)
        return Intake(group=group, area=given.get("area", ""), nickname=given["nickname"])


class ChatForm(WriteForm):
    """The closed question before a chat, and what it begins with."""

    template = "contact/chat/begin.html"
    live = True
    caller_group = None  # type: ignore[assignment]  # a practitioner asks, if it matters
    area = None  # type: ignore[assignment]
    field_order = ("danger", "message", "nickname")

    danger = forms.ChoiceField(
        label=_("Is somebody in danger right now?"),
        choices=[
            (Danger.NONE, _("No")),
            (Danger.OTHERS, _("Yes, a child or somebody else is in danger now")),
            (Danger.MYSELF, _("Yes, I am thinking of ending my life")),
        ],
        initial=Danger.NONE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    message = MessageText(
        label=_("What would you like to talk about?"),
        help_text=_("One sentence is enough to begin with. Please leave out other people's names."),
    )

    def is_urgent(self) -> bool:
        return Danger(self.cleaned_data["danger"]).is_urgent


class ThreadForm(forms.Form):
    """A further message in an open thread."""

    message = MessageText(label=_("Write a message"))
    draft = Draft()

    @staticmethod
    def fresh(text: str = "") -> ThreadForm:
        return ThreadForm(initial={"draft": new_draft(), "message": text})


class PhraseForm(forms.Form):
    """The return phrase."""

    phrase = forms.CharField(
        label=_("Your eight words"),
        required=False,
        help_text=_("The first four letters of each are enough. Capitals, accents and commas do not matter."),
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "dir": "auto",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )

    def mark_wrong(self) -> None:
        """Lead whoever hears the page from the box to what is wrong with its words (`contact/phrase_problem.html`)."""
        self.fields["phrase"].widget.attrs |= {
            "aria-invalid": "true",
            "aria-describedby": "problem id_phrase_helptext",
        }


class ReturnForm(PhraseForm):
    """The same to come back; `pending` carries what somebody was writing when their time ran out."""

    pending = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)


class ConfirmForm(forms.Form):
    """Two words of the phrase, typed back."""

    first_word = forms.CharField(required=False)
    second_word = forms.CharField(required=False)

    def __init__(self, *args: Any, places: tuple[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, place in zip(("first_word", "second_word"), places, strict=True):
            field = self.fields[name]
            field.label = _("Word %(number)d") % {"number": place}
            field.widget.attrs |= {
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "dir": "auto",
            }


class EraseForm(forms.Form):
    def __init__(self, *args: Any, is_plan: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_plan:
            self.fields["sure"].label = _("Yes, erase my plan")

    sure = forms.BooleanField(
        label=_("Yes, erase my conversation"),
        error_messages={"required": _("Please tick the box if you want to erase it.")},
    )
