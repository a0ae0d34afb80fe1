from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import groupby
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quietline.contact.call_backs.actions import Asked
from quietline.contact.call_backs.queries import FreeSlot
from quietline.contact.call_backs.rules import (
    NAME_CHARACTERS,
    NUMBER_CHARACTERS,
    SLOT,
    Way,
    Wishes,
    clean_number,
    looks_like_a_number,
    safe_time,
    told,
)
from quietline.contact.forms import MessageText, WriteForm
from quietline.contact.rules import CallerGroup, Intake, clean_line
from quietline.edge.marks import FRESH_DRAFT
from quietline.team.hours.queries import zone_of
from quietline.team.hours.rules import Span
from quietline.team.intervals import Interval
from quietline.team.models import Line

TAKEN = _("This time is not free any more. Please choose another.")
_SLOT = "%Y-%m-%dT%H:%MZ"


class SlotField(forms.ChoiceField):
    """A free slot, chosen from a list by day; its value is the instant at which it starts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages={"invalid_choice": TAKEN, "required": _("Please choose a time.")}, **kwargs)

    def offer(self, slots: list[FreeSlot], line: Line) -> None:
        """Put these slots on offer, told in the line's time zone."""
        zone = zone_of(line)
        lines = [(slot.time, *told(slot.time, zone)) for slot in slots]
        days = [
            (date_format(day, "l j F"), [(slot.start.strftime(_SLOT), text) for slot, _start, text in its])
            for day, its in groupby(lines, key=lambda each: each[1].date())
        ]
        nothing = _("Choose one") if self.required else _("Choose a time, or leave this if none suits you")
        self.choices = [("", nothing), *days]

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        return datetime.strptime(text, _SLOT).replace(tzinfo=UTC) if text else None


class SafeTimes(forms.Form):
    """Between which times of that day it is safe to ring; empty: in the chosen half hour only."""

    safe_from = forms.TimeField(
        label=_("Safe to ring from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Please write the time like 18:30.")},
    )
    safe_until = forms.TimeField(
        label=_("Safe to ring until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Please write the time like 18:30.")},
    )

    def safe(self) -> Span | None:
        return _span(self.cleaned_data.get("safe_from"), self.cleaned_data.get("safe_until"))


class CallBackForm(WriteForm):
    """A call at a set time; nothing but a time is needed where the seeker rings in."""

    way = Way.YOU_RING
    nickname = None  # type: ignore[assignment]
    slot = SlotField(label=_("When?"), required=False)
    message = MessageText(
        label=_("Is there anything we should know before?"),
        required=False,
        help_text=_("You can leave this empty. Please leave out other people's names."),
    )

    def __init__(self, *args: Any, line: Line, slots: list[FreeSlot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line
        slot = self.fields["slot"]
        if isinstance(slot, SlotField):
            slot.offer(slots, line)
        self.order_fields(["slot", "number", "ask_for", "leave_message", "safe_from", "safe_until", "message"])

    def clean_nickname(self) -> str:
        return ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        check_safe_times(self, self._line)
        return given

    def intake(self) -> Intake:
        return Intake(group=CallerGroup(self.cleaned_data["caller_group"]), area=self.cleaned_data["area"])

    def text(self) -> str:
        """What stands first in the thread: something always does, so that the desk has what to answer."""
        return self.cleaned_data["message"] or gettext("I would like a call.")

    def asked(self) -> Asked:
        return Asked(way=Way.YOU_RING, starts_at=self.cleaned_data["slot"])


class WeRingForm(CallBackForm, SafeTimes):
    """The same where the helpline rings: with a number, which is sealed apart."""

    way = Way.WE_RING
    number = forms.CharField(
        label=_("Your phone number"),
        help_text=_(
            "A number can show who you are. It is sealed on its own, opened only to ring you, and erased after the "
            "call, in 7 days at the latest. If somebody's safety worries us, it is kept as the statement says."
        ),
        max_length=NUMBER_CHARACTERS,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "dir": "ltr"}),
        error_messages={"required": _("Please write the number we should ring.")},
    )
    ask_for = forms.CharField(
        label=_("Whom should we ask for?"),
        required=False,
        help_text=_("A first name or a made-up one. We say it to whoever answers."),
        max_length=NAME_CHARACTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    leave_message = forms.ChoiceField(
        label=_("May we leave a message if nobody answers?"),
        choices=[("no", _("No")), ("yes", _("Yes: only that you were rung, never who we are or why"))],
        initial="no",
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_number(self) -> str:
        number = clean_number(self.cleaned_data["number"])
        if not looks_like_a_number(number):
            raise forms.ValidationError(_("This does not look like a phone number. Please check it."))
        return number

    def clean_ask_for(self) -> str:
        return clean_line(self.cleaned_data["ask_for"])

    def asked(self) -> Asked:
        given = self.cleaned_data
        wishes = Wishes(
            ask_for=given["ask_for"],
            leave_message=given["leave_message"] == "yes",
            safe_from=given["safe_from"],
            safe_until=given["safe_until"],
        )
        return Asked(way=Way.WE_RING, starts_at=given["slot"], number=given["number"], wishes=wishes)


class InThread:
    """The same for somebody who has a thread: what they were asked before the first message is not asked again."""

    caller_group: Any = None
    area: Any = None
    statement: Any = None


class HereForm(InThread, CallBackForm):
    """They ring in, and the call belongs to the thread that stands open."""


class WeRingHereForm(InThread, WeRingForm):
    """We ring, and the call belongs to the thread that stands open."""


FORMS: dict[str, type[CallBackForm]] = {Way.YOU_RING: CallBackForm, Way.WE_RING: WeRingForm}
FORMS_HERE: dict[str, type[CallBackForm]] = {Way.YOU_RING: HereForm, Way.WE_RING: WeRingHereForm}


class TimeForm(SafeTimes):
    """Another time for a call that was asked for already."""

    slot = SlotField(label=_("When?"))

    def __init__(self, *args: Any, line: Line, slots: list[FreeSlot], we_ring: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line
        slot = self.fields["slot"]
        if isinstance(slot, SlotField):
            slot.offer(slots, line)
        if not we_ring:
            del self.fields["safe_from"], self.fields["safe_until"]
        self.order_fields(["slot", "safe_from", "safe_until"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        check_safe_times(self, self._line)
        return given


def fresh(way: str, *, statement: str, line: Line, slots: list[FreeSlot]) -> CallBackForm:
    """An empty form for the page that the edge keeps: it gives each visitor's copy a draft of its own."""
    return FORMS[way](line=line, slots=slots, initial={"statement": statement, "draft": FRESH_DRAFT})


def check_safe_times(form: forms.Form, line: Line) -> None:
    """Both safe times or neither, and the call within them."""
    given = form.cleaned_data
    begins, ends = given.get("safe_from"), given.get("safe_until")
    if {"safe_from", "safe_until"} & set(form.errors):
        return
    if (begins is None) != (ends is None):
        missing = "safe_from" if begins is None else "safe_until"
        form.add_error(missing, _("Please give both times, or leave both empty."))
    slot = given.get("slot")
    span = _span(begins, ends)
    if slot and span and safe_time(Interval(slot, slot + SLOT), span, zone_of(line)) is None:
        form.add_error("safe_until", _("The time you chose is not between these two. Please change one of them."))


def _span(begins: time | None, ends: time | None) -> Span | None:
    return Span(begins, ends) if begins is not None and ends is not None else None
