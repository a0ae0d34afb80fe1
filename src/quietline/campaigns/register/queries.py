from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from quietline.campaigns.areas.queries import parents
from quietline.campaigns.areas.rules import below
from quietline.campaigns.models import Area, Campaign


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another campaign of the same days, and the areas in which both are held, by name."""

    campaign: Campaign
    areas: list[str]


def campaign(campaign_id: UUID) -> Campaign | None:
    """A campaign with all that belongs to it, called off or not."""
    together = ("phases", "partners", "embed_origins", "materials", "wordings", "areas", "moved_ends")
    return Campaign.objects.filter(pk=campaign_id).prefetch_related(*together).first()


def overlapping(one: Campaign) -> list[Overlap]:
    """The other campaigns that share a day and an area with this one: what each did can't be told apart there."""
    rows = Campaign.objects.filter(begins_on__lte=one.ends_on, ends_on__gte=one.begins_on, called_off_on=None)
    tree = parents()
    own = below(_codes(one), tree)
    shared = [(other, own & below(_codes(other), tree)) for other in rows.exclude(pk=one.pk).prefetch_related("areas")]
    names = dict(Area.objects.values_list("code", "name"))
    return [Overlap(other, _highest(codes, tree, names)) for other, codes in shared if codes]


def _codes(campaign: Campaign) -> list[str]:
    return [area.code for area in campaign.areas.all()]


def _highest(codes: set[str], tree: dict[str, str], names: dict[str, str]) -> list[str]:
    """The areas that no other of these contains."""
    return sorted(names[code] for code in codes if tree[code] not in codes)
