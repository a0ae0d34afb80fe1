from __future__ import annotations

from typing import ClassVar

from django.db import models


class Area(models.Model):
    """A place a campaign can be about and a seeker may say they are from; its code never changes.

    Areas form a tree (a force, its counties, their districts). `is_offered` are those that seekers choose from.
    """

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=40, blank=True)  # what the administrator calls its level
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    open_fields: ClassVar = {"id", "code", "name", "kind", "parent", "position", "is_offered"}

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


# Models of the sub-packages, so that Django finds them.
from quietline.campaigns.plans.models import Plan, PlanArea  # noqa: E402
from quietline.campaigns.register.models import (  # noqa: E402
    Campaign,
    CampaignArea,
    EmbedOrigin,
    Material,
    MovedEnd,
    Partner,
    Phase,
    Wording,
)

__all__ = [
    "Area",
    "Campaign",
    "CampaignArea",
    "EmbedOrigin",
    "Material",
    "MovedEnd",
    "Partner",
    "Phase",
    "Plan",
    "PlanArea",
    "Wording",
]
