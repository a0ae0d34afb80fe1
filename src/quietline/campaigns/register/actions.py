"""Keeping the register. A code is given once: it is printed on posters."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.campaigns.models import (
    Area,
    Campaign,
    CampaignArea,
    EmbedOrigin,
    Material,
    MovedEnd,
    Partner,
    Phase,
    Wording,
)
from quietline.campaigns.register.rules import CampaignGiven, Wrong, check_dates, new_code

# With 27 letters of five places a second try is rare and a fifth never comes.
_TRIES = 5


def register_campaign(*, given: CampaignGiven, by: UUID | None) -> Campaign:
    """Put a campaign into the register.

    Raises:
        Wrong: the code is taken, an area unknown, or the dates are swapped.
    """
    check_dates(given.begins_on, given.ends_on)
    with transaction.atomic():
        row = _with_code(given)
        _keep_parts(row, given)
        record(act=Act.CAMPAIGN_SAVED, by=by, subject=row.pk)
    return row


def change_campaign(*, campaign: UUID, given: CampaignGiven, today: date, by: UUID) -> None:
    """Change what is said of a campaign; its code stays. Once it has begun, so does the day it began.

    A last day that is moved then is kept as it was, and shown as a change wherever the campaign is judged.

    Raises:
        Wrong
    """
    check_dates(given.begins_on, given.ends_on)
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(pk=campaign)
        if row.begins_on != given.begins_on and min(row.begins_on, given.begins_on) <= today:
            raise Wrong("The day it began is fixed once it has come: what is judged by it could be moved otherwise")
        if row.ends_on != given.ends_on and row.begins_on <= today:
            MovedEnd.objects.create(campaign=row, was_on=row.ends_on, becomes_on=given.ends_on, moved_on=today)
        row.name, row.note = given.name, given.note
        row.begins_on, row.ends_on = given.begins_on, given.ends_on
        row.save()
        _keep_parts(row, given)
        record(act=Act.CAMPAIGN_SAVED, by=by, subject=row.pk)


def call_off(*, campaign: UUID, on: date, by: UUID) -> None:
    """Take a campaign out of use: its arrival path answers no more. It stays in the register."""
    with transaction.atomic():
        row = Campaign.objects.select_for_update().filter(pk=campaign, called_off_on=None).first()
        if row is None:
            return
        row.called_off_on = on
        row.save(update_fields=["called_off_on"])  # and not past the signals: kept pages are forgotten by them
        record(act=Act.CAMPAIGN_CALLED_OFF, by=by, subject=campaign)


def _with_code(given: CampaignGiven) -> Campaign:
    values = {
        "name": given.name,
        "begins_on": given.begins_on,
        "ends_on": given.ends_on,
        "note": given.note,
    }
    for _ in range(1 if given.code else _TRIES):
        row = Campaign(id=uuid4(), code=given.code or new_code(), **values)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            continue
        return row
    raise Wrong("Another campaign has this code: choose another, or leave it empty")


def _keep_parts(row: Campaign, given: CampaignGiven) -> None:
    for related in (row.area_rows, row.partners, row.phases, row.materials, row.wordings, row.embed_origins):
        related.all().delete()
    known = dict(Area.objects.filter(code__in=given.areas).values_list("code", "pk"))
    if unknown := sorted(set(given.areas) - known.keys()):
        raise Wrong(f"There is no area {', '.join(unknown)} in the register")
    CampaignArea.objects.bulk_create(CampaignArea(campaign=row, area_id=pk) for pk in known.values())
    Partner.objects.bulk_create(Partner(campaign=row, name=name) for name in given.partners)
    Material.objects.bulk_create(Material(campaign=row, name=name) for name in given.materials)
    EmbedOrigin.objects.bulk_create(EmbedOrigin(campaign=row, origin=origin) for origin in given.embed_origins)
    Wording.objects.bulk_create(
        Wording(campaign=row, language=each.language, heading=each.heading, text=each.text) for each in given.wordings
    )
    Phase.objects.bulk_create(
        Phase(campaign=row, name=each.name, begins_on=each.begins_on, ends_on=each.ends_on) for each in given.phases
    )
