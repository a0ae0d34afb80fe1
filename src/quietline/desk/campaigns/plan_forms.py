from __future__ import annotations

from typing import Any

from django import forms

from quietline.campaigns.plans import rules
from quietline.campaigns.plans.rules import Exposure, Planned, Step
from quietline.campaigns.register.rules import NOTE_CHARACTERS
from quietline.desk.campaigns.forms import area_choices
from quietline.desk.choosing import choose

OUTCOME_NAMES = {
    "help_seekers": "Help-seekers: new threads",
    "contacts": "Contacts: answered and attempted",
    "modules_done": "Self-help modules completed",
}
_NUMBERS = ("outcome", "step", "months_before", "months_after", "exposure", "ramp_months", "wash_out_months")


def _months(label: str, least: int, most: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class PlanForm(forms.Form):
    """How the campaign is to be judged."""

    outcome = forms.ChoiceField(label="What is counted", choices=OUTCOME_NAMES.items())
    areas = forms.MultipleChoiceField(
        label="Where it is judged", widget=forms.CheckboxSelectMultiple, help_text="Each with all its parts."
    )
    comparison_areas = forms.MultipleChoiceField(
        label="What it is compared with",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Areas that the campaign does not reach and that go up and down as its own do.",
    )
    step = forms.ChoiceField(label="One point is", choices=Step.choices)
    months_before = _months(
        "Months before the start", rules.MONTHS_BEFORE_AT_LEAST, rules.MONTHS_AT_MOST, "24 or more tell the seasons."
    )
    months_after = _months("Months from the start on", rules.MONTHS_AFTER_AT_LEAST, 60)
    exposure = forms.ChoiceField(label="How it comes in force", choices=Exposure.choices)
    ramp_months = _months("Months until it is in full force", 0, 60, "0 where it is so from the first day.")
    wash_out_months = _months("Months it goes on working afterwards", 0, 60, "Kept out of the baseline.")
    reason = forms.CharField(
        label="Why it is changed",
        required=False,
        max_length=NOTE_CHARACTERS,
        help_text="Read by everybody who reads the result.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, before: Planned, has_begun: bool, **kwargs: Any) -> None:
        names = (*_NUMBERS, "areas", "comparison_areas")
        kwargs.setdefault("initial", {name: getattr(before, name) for name in names})
        super().__init__(*args, **kwargs)
        for name in ("areas", "comparison_areas"):
            choose(self.fields[name], area_choices())
        if not has_begun:
            del self.fields["reason"]

    def planned(self) -> Planned:
        """What was typed, as it is kept."""
        given = self.cleaned_data
        return Planned(
            areas=tuple(given["areas"]),
            comparison_areas=tuple(given["comparison_areas"]),
            **{name: given[name] for name in _NUMBERS},
        )
