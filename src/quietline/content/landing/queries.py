from __future__ import annotations

from quietline.campaigns.models import Campaign, Wording
from quietline.content.landing.models import CampaignPage
from quietline.content.queries import ENGLISH, live_page


def wording_of(campaign: Campaign, language: str) -> Wording | None:
    """What a campaign says in a language; else in English, else in whichever there is."""
    said = {each.language: each for each in campaign.wordings.all()}
    return said.get(language) or said.get(ENGLISH) or next(iter(said.values()), None)


def page_of(campaign: Campaign) -> CampaignPage | None:
    """The live page of a campaign: in English, else in whichever language there is one."""
    pages = CampaignPage.objects.live().filter(campaign_code=campaign.code).select_related("locale")
    reached = [page for page in pages if live_page(page.url_path)]
    return min(reached, key=lambda page: page.language != ENGLISH, default=None)
