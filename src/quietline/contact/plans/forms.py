from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quietline.contact.forms import BeginForm, Draft, MessageText, PhraseForm
from quietline.contact.plans.queries import OpenPlan
from quietline.contact.plans.rules import LEAST, MOST, PART_CHARACTERS, CheckInText, Part, PlanText, Rating
from quietline.contact.plans.words import HINTS, RATINGS, TITLES

# Nobody plans further ahead, and a slip of the pen in the year is found.
FIRST_YEAR, LAST_YEAR = 2020, 2100


class PartText(MessageText):
    """The words of one part; empty is allowed."""

    def __init__(self, part: Part) -> None:
        super().__init__(most=PART_CHARACTERS, rows=4, label=TITLES[part], help_text=HINTS[part], required=False)


class RatingField(forms.TypedChoiceField):
    """From 0 to 10, or left out: then None."""

    def __init__(self, rating: Rating) -> None:
        self.words = RATINGS[rating]
        numbers = [(str(number), str(number)) for number in range(LEAST, MOST + 1)]
        super().__init__(
            label=self.words.question,
            choices=[*numbers, ("", _("I'd rather not say"))],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
        )


class ReviewDate(forms.DateField):
    def __init__(self) -> None:
        super().__init__(
            label=_("When I look at it again"),
            help_text=_("Many people choose a day in two weeks. You can leave it empty."),
            required=False,
            widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("Please write the day like this: 2027-01-31. Or leave it empty.")},
        )

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class PlanForm(forms.Form):
    """The parts of a plan; each may stay empty."""

    part_reasons = PartText(Part.REASONS)
    part_signs = PartText(Part.SIGNS)
    part_coping = PartText(Part.COPING)
    part_contacts = PartText(Part.CONTACTS)
    part_care = PartText(Part.CARE)
    part_notes = PartText(Part.NOTES)
    review_on = ReviewDate()

    def parts(self) -> list[forms.BoundField]:
        return [self[f"part_{part}"] for part in Part]

    def text(self) -> PlanText:
        given = self.cleaned_data
        parts = {part: given[f"part_{part}"] for part in Part if given[f"part_{part}"]}
        return PlanText(parts, given["review_on"])


class RatingsForm(forms.Form):
    """How somebody is today, from 0 to 10; each may be left out."""

    rate_wish = RatingField(Rating.WISH)
    rate_sure = RatingField(Rating.SURE)
    rate_support = RatingField(Rating.SUPPORT)
    rate_care = RatingField(Rating.CARE)

    def ratings(self) -> list[forms.BoundField]:
        return [self[f"rate_{rating}"] for rating in Rating]

    def said(self) -> dict[Rating, int]:
        given = {rating: self.cleaned_data[f"rate_{rating}"] for rating in Rating}
        return {rating: number for rating, number in given.items() if number is not None}


class KeepForm(PlanForm, RatingsForm, BeginForm):
    """A plan as it is kept for the first time, with its starting point."""

    template = "contact/plans/keep.html"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not self.text().parts and not self.said():
            self.add_error("part_reasons", _("Please fill in one part first. All the others may stay empty."))
        return given

    def start(self, today: date) -> CheckInText | None:
        """What later check-ins are laid beside, if anything was said."""
        said = self.said()
        return CheckInText(today, said) if said else None


class ChangeForm(PlanForm):
    """A plan as it is kept, to be changed; `version` is the one that it was filled with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @classmethod
    def of(cls, plan: OpenPlan) -> ChangeForm:
        words = {f"part_{part}": text for part, text in plan.text.parts.items()}
        return cls(initial={**words, "review_on": plan.text.review_on, "version": plan.version})


class CheckInForm(RatingsForm):
    """The ratings once more, and what of the plan helped; `check_in` is the number of this one."""

    helped = forms.MultipleChoiceField(
        label=_("What in your plan has helped since the last time?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    check_in = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, parts: Collection[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["helped"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(part.value, TITLES[part]) for part in Part if part in parts]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not self.said() and not given["helped"]:
            self.add_error("rate_wish", _("Please choose something first. The rest can be left out."))
        return given

    def text(self, today: date) -> CheckInText:
        return CheckInText(today, self.said(), tuple(map(Part, self.cleaned_data["helped"])))


class ShowForm(forms.Form):
    """That somebody wants to show what they have before their eyes: this version, under this statement."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    statement = forms.CharField(widget=forms.HiddenInput, max_length=100, required=False)
    draft = Draft()


class ShowThereForm(PhraseForm):
    """That somebody wants to show it in the conversation that these words open."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    draft = Draft()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phrase"].label = _("The eight words of your conversation")
