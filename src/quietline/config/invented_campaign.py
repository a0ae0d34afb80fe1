"""An invented campaign that is running: its page and its message to others' visitors, in English and Arabic."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from wagtail.models import Page

from quietline.campaigns.queries import areas, campaign_by_code
from quietline.campaigns.register.actions import register_campaign
from quietline.campaigns.register.rules import CampaignGiven, WordingGiven
from quietline.content.landing.models import CampaignPage

CODE = "fmp27"
WORDINGS = (
    WordingGiven(
        language="en",
        heading="Worried about what you think or do? Talk to somebody.",
        text="You need not give a name. It is confidential, with limits that we tell you first. Change is possible.",
    ),
    WordingGiven(
        language="ar",
        heading="هل يقلقك ما تفكّر فيه أو تفعله؟ تحدّث إلى أحد.",
        text="لا يلزمك أن تعطي اسمًا. الحديث سرّي، ضمن حدود نخبرك بها أولًا. والتغيير ممكن.",
    ),
)
FIRST_OFFERS = {"en": "Answer a few questions", "ar": "أجب عن بضعة أسئلة"}


def running_campaign(by: UUID) -> None:
    """Register it as begun a week ago, and put its page below the first page of each language that is there."""
    today = timezone.localdate()
    register_campaign(
        given=CampaignGiven(
            name="North Larkmere, invented",
            begins_on=today - timedelta(days=7),
            ends_on=today + timedelta(days=83),
            code=CODE,
            areas=tuple(each.code for each in areas()[:1]),
            wordings=WORDINGS,
        ),
        by=by,
    )
    for language, words in FIRST_OFFERS.items():
        for home in Page.objects.filter(url_path=f"/{language}/"):
            home.add_child(
                instance=CampaignPage(
                    title="Welcome", slug="welcome", locale=home.locale, campaign_code=CODE, first_offer_words=words
                )
            )


def addresses() -> list[str]:
    """Where its page and its message are, below the site's address; none in a demo that was made without it."""
    return [f"c/{CODE}/", f"en/w/{CODE}/", f"ar/w/{CODE}/"] if campaign_by_code(CODE) else []
