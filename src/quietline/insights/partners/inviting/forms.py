from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from quietline.campaigns.areas.queries import tree
from quietline.campaigns.queries import campaigns
from quietline.insights.partners.inviting.actions import Sees
from quietline.ui.words import one_line

_INDENT = "\u2003"
MOST_PARTNERS_CHARACTERS = 120


class SeesForm(forms.Form):
    """Who a partner is, and what they may see."""

    name = forms.CharField(
        label="Name",
        max_length=MOST_PARTNERS_CHARACTERS,
        help_text="Of the person, with their organisation, as colleagues know them.",
    )
    areas = forms.MultipleChoiceField(
        label="Areas",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each with all its parts as they are now.",
    )
    campaigns = forms.MultipleChoiceField(
        label="Campaigns",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="With the areas in which they are held.",
    )

    def __init__(self, *args: Any, before: Sees | None = None, name: str = "", **kwargs: Any) -> None:
        if before is not None:
            chosen = {"areas": before.areas, "campaigns": [str(each) for each in before.campaigns], "name": name}
            kwargs.setdefault("initial", chosen)
        super().__init__(*args, **kwargs)
        areas = [(each.code, f"{_INDENT * each.depth}{each.name}") for each in tree()]
        held = [(str(each.pk), each.name) for each in campaigns() if each.called_off_on is None]
        for field, choices in (("areas", areas), ("campaigns", held)):
            self.fields[field].choices = choices  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given["areas"] and not given["campaigns"]:
            self.add_error("areas", "Choose an area or a campaign: without one there is nothing to see.")
        return given

    def sees(self) -> Sees:
        given = self.cleaned_data
        return Sees(areas=tuple(given["areas"]), campaigns=tuple(UUID(each) for each in given["campaigns"]))


class InvitePartnerForm(SeesForm):
    """The same with the e-mail, which is the account's name."""

    email = forms.EmailField(label="E-mail", max_length=254)
    field_order = ("email", "name", "areas", "campaigns")
