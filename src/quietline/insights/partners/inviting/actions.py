"""Who may read released figures. The account stands in the figures database, the act on record in the helpline's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.campaigns.areas.queries import tree, with_parts
from quietline.campaigns.models import Campaign
from quietline.insights.partners import links
from quietline.insights.partners.models import Partner, PartnerArea, PartnerCampaign
from quietline.team.models import Practitioner

FIGURES = "figures"


class HereAlready(Exception):
    """Somebody with this e-mail has access, or works here: nobody is both."""


class Gone(Exception):
    """There is no such partner, or their access was ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sees:
    """What a partner may see: areas, each with all its parts, and campaigns with the areas they are held in."""

    areas: tuple[str, ...]
    campaigns: tuple[UUID, ...]


def invite(*, email: str, name: str, sees: Sees, by: UUID) -> str:
    """Invite somebody; returns what the link carries, which exists here alone.

    Raises:
        HereAlready
    """
    email, (token, mark) = email.strip().lower(), links.new_link(timezone.now())
    if Practitioner.objects.filter(email=email).exists():
        raise HereAlready
    try:
        # Here and below the record is committed first: nothing opens to anybody without one.
        with transaction.atomic(using=FIGURES), transaction.atomic():
            row = Partner.objects.create(email=email, name=name, link_mark=mark, invited_on=timezone.localdate())
            _let_see(row, sees)
            record(act=Act.PARTNER_INVITED, by=by, subject=subject_of(row.pk))
    except IntegrityError:
        raise HereAlready from None
    return token


def invite_anew(*, partner: int, by: UUID) -> str:
    """A new link for somebody whose access ended, whose link did, or who lost password or phone; what they had before
    opens nothing from this moment on.

    Raises:
        Gone
    """
    token, mark = links.new_link(timezone.now())
    with transaction.atomic(using=FIGURES), transaction.atomic():
        row = _locked(partner)
        row.link_mark, row.password, row.last_code = mark, "", ""
        row.invited_on, row.ended_on = timezone.localdate(), None
        row.save()
        row.sittings.all().delete()
        record(act=Act.PARTNER_INVITED, by=by, subject=subject_of(row.pk))
    return token


def change(*, partner: int, name: str, sees: Sees, by: UUID) -> None:
    """Let a partner see other areas and campaigns, from their next page on.

    Raises:
        Gone
    """
    with transaction.atomic(using=FIGURES), transaction.atomic():
        row = _locked(partner)
        row.name = name
        row.save(update_fields=["name"])
        row.areas.all().delete()
        row.campaigns.all().delete()
        _let_see(row, sees)
        record(act=Act.PARTNER_CHANGED, by=by, subject=subject_of(row.pk))


def end(*, partner: int, by: UUID) -> None:
    """End a partner's access at once, wherever they are signed in.

    Raises:
        Gone
    """
    with transaction.atomic(using=FIGURES), transaction.atomic():
        row = _locked(partner)
        row.password, row.last_code, row.ended_on = "", "", timezone.localdate()
        row.save()
        row.sittings.all().delete()
        record(act=Act.PARTNER_ENDED, by=by, subject=subject_of(row.pk))


def subject_of(partner: int) -> UUID:
    """How the record names a partner. It stands in no table of the figures."""
    return uuid5(NAMESPACE_URL, f"quietline:partner:{partner}")


def _locked(partner: int) -> Partner:
    row = Partner.objects.select_for_update().filter(pk=partner).first()
    if row is None:
        raise Gone
    return row


def _let_see(row: Partner, sees: Sees) -> None:
    campaigns = list(Campaign.objects.filter(pk__in=sees.campaigns).prefetch_related("areas"))
    codes = with_parts([*sees.areas, *(area.code for each in campaigns for area in each.areas.all())])
    names = ((area.code, area.name) for area in tree() if area.code in codes)
    PartnerArea.objects.bulk_create(PartnerArea(partner=row, code=code, name=name) for code, name in names)
    PartnerCampaign.objects.bulk_create(_campaigns(row, campaigns))


def _campaigns(row: Partner, campaigns: Iterable[Campaign]) -> list[PartnerCampaign]:
    return [
        PartnerCampaign(partner=row, code=each.code, name=each.name, begins_on=each.begins_on, ends_on=each.ends_on)
        for each in campaigns
    ]
