from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from quietline.campaigns.models import Area, Campaign

_TOGETHER = ("phases", "partners", "embed_origins", "materials", "wordings", "areas")


def areas() -> list[Area]:
    """The areas a seeker can choose from, in the order the helpline gave them."""
    return list(Area.objects.filter(is_offered=True))


def campaigns() -> list[Campaign]:
    """All campaigns that were ever registered, the newest first, each with all that belongs to it."""
    return list(_whole())


def campaign_by_code(code: str) -> Campaign | None:
    """The campaign of an arrival path, be it ahead, running or over; none where it was called off."""
    return _whole().filter(code=code, called_off_on=None).first()


def running(*, on: date) -> list[Campaign]:
    """The campaigns of one day, first and last day included."""
    return list(_whole().filter(begins_on__lte=on, ends_on__gte=on, called_off_on=None))


def _whole() -> QuerySet[Campaign]:
    return Campaign.objects.prefetch_related(*_TOGETHER)
