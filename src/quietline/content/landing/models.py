from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.choices import CallableChoiceIterator
from wagtail.admin.panels import FieldPanel

from quietline.campaigns.queries import campaign_by_code, campaigns
from quietline.campaigns.register.rules import CODE_CHARACTERS
from quietline.content.models import PublicPage

# All of them are open at any hour: whoever follows a poster must not meet a shut door.
FIRST_OFFERS = (
    ("content:first-step", "First step: a few questions"),
    ("contact:start", "All ways to reach us"),
    ("contact:write", "Write a message"),
    ("content:myself", "Self-help for oneself"),
    ("content:somebody-else", "Help for family and friends"),
    ("content:help-now", "Emergency help"),
)


def _campaigns_to_choose() -> list[tuple[str, str]]:
    open_ones = [each for each in campaigns() if each.called_off_on is None]
    return [("", "Choose a campaign"), *((each.code, f"{each.name} ({each.code})") for each in open_ones)]


class CampaignPage(PublicPage):
    """Where a campaign's posters lead: what they say once more, one first offer, and whatever else is to be said.

    Heading and first words are the campaign's own (its wording in the register), so that poster and page agree.
    """

    campaign_code = models.CharField(
        "campaign",
        max_length=CODE_CHARACTERS,
        help_text="Its posters lead to /c/ and this code, and this page is shown there.",
    )
    first_offer = models.CharField(max_length=40, choices=FIRST_OFFERS, default="content:first-step")
    first_offer_words = models.CharField(max_length=60, help_text="What stands on its button.")

    content_panels: ClassVar = [
        FieldPanel(
            "title",
            help_text="For lists and where the campaign says nothing in this language. Keep it neutral: it may show.",
        ),
        # Asked for when the form is shown: a model's own choices are looked at before there are tables.
        FieldPanel("campaign_code", widget=forms.Select(choices=CallableChoiceIterator(_campaigns_to_choose))),
        FieldPanel("first_offer"),
        FieldPanel("first_offer_words"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    open_fields: ClassVar = {"page_ptr", "summary", "body", "campaign_code", "first_offer", "first_offer_words"}

    def has_words(self) -> bool:
        # A campaign ends; a copy that is carried away offline does not.
        return False

    def has_what_it_needs(self) -> bool:
        return campaign_by_code(self.campaign_code) is not None

    def clean(self) -> None:
        super().clean()
        if not self.has_what_it_needs():
            raise ValidationError(
                {"campaign_code": "No campaign in the register has this code. Choose one from the list."}
            )
        others = CampaignPage.objects.filter(campaign_code=self.campaign_code, locale=self.locale).exclude(pk=self.pk)
        if other := others.first():
            raise ValidationError(
                {"campaign_code": f"“{other.title}” is this campaign's page in this language. Change that one."}
            )
