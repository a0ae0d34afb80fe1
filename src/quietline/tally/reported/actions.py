from __future__ import annotations

from datetime import date

from django.db import transaction

from quietline.tally.actions import add
from quietline.tally.measures import Count, Measure
from quietline.tally.reported.models import PartnerDay


def take_partner_day(*, partner: str, campaign: str, on: date, displays: int, clicks: int) -> tuple[PartnerDay, bool]:
    """Keep what a partner reports of a day, and count it; what was reported before stands, and nothing is counted.

    Returns what is kept, and whether it is new.
    """
    with transaction.atomic(using="figures"):
        kept, is_new = PartnerDay.objects.get_or_create(
            partner=partner, campaign=campaign, on=on, defaults={"displays": displays, "clicks": clicks}
        )
        if is_new:
            counted = ((Measure.PARTNER_DISPLAYS, displays), (Measure.PARTNER_CLICKS, clicks))
            add(
                counts=[
                    Count(measure=measure, on=on, amount=amount, field=partner, option=campaign)
                    for measure, amount in counted
                    if amount
                ]
            )
    return kept, is_new
