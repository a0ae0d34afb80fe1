from __future__ import annotations

from django import template
from django.utils import timezone

from quietline.campaigns.models import Campaign
from quietline.insights.judged.foreseeing import middle_sentence

register = template.Library()


@register.inclusion_tag("insights/outlook.html")
def outlook(campaign: Campaign) -> dict[str, object]:
    """The forecast of a campaign that is ahead in a sentence, with the way to the whole of it."""
    return {"campaign": campaign, "sentence": middle_sentence(campaign, today=timezone.localdate())}
