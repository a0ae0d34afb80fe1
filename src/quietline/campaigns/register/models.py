from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from quietline.campaigns.register import rules


class Campaign(models.Model):
    """An awareness campaign. Nothing here is about anybody who came because of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=rules.CODE_CHARACTERS, unique=True)  # of its arrival path, /c/<code>/
    name = models.CharField(max_length=rules.NAME_CHARACTERS)
    begins_on = models.DateField()
    ends_on = models.DateField()  # its last day
    note = models.TextField(blank=True)  # about its materials, for colleagues
    called_off_on = models.DateField(null=True)
    areas = models.ManyToManyField("campaigns.Area", through="CampaignArea", related_name="+")

    open_fields: ClassVar = {"id", "code", "name", "begins_on", "ends_on", "note", "called_off_on"}

    class Meta:
        ordering = ["-begins_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")), name="begins_before_it_ends"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CampaignArea(models.Model):
    """That a campaign is held in an area, all parts of it included."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="area_rows")
    area = models.ForeignKey("campaigns.Area", on_delete=models.PROTECT, related_name="+")

    open_fields: ClassVar = {"id", "campaign", "area"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "area"], name="an_area_once_a_campaign")]


class MovedEnd(models.Model):
    """That the last day was moved once the campaign had begun: whoever judges it must see that."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="moved_ends")
    was_on = models.DateField()
    becomes_on = models.DateField()
    moved_on = models.DateField()

    open_fields: ClassVar = {"id", "campaign", "was_on", "becomes_on", "moved_on"}

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        was, becomes = f"{self.was_on:%-d %B %Y}", f"{self.becomes_on:%-d %B %Y}"
        return f"the last day, from {was} to {becomes}, on {self.moved_on:%-d %B %Y}"


class Phase(models.Model):
    """A named stretch of a campaign, e.g. a launch week."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="phases")
    name = models.CharField(max_length=rules.NAME_CHARACTERS)
    begins_on = models.DateField()
    ends_on = models.DateField()

    open_fields: ClassVar = {"id", "campaign", "name", "begins_on", "ends_on"}

    class Meta:
        ordering = ["begins_on", "pk"]


class Partner(models.Model):
    """Who carries a campaign with the helpline, by name."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=rules.NAME_CHARACTERS)

    open_fields: ClassVar = {"id", "campaign", "name"}

    class Meta:
        ordering = ["pk"]


class EmbedOrigin(models.Model):
    """A site that may show the campaign's warning message in a frame: `https://host`, nothing behind it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="embed_origins")
    origin = models.CharField(max_length=rules.ORIGIN_CHARACTERS)

    open_fields: ClassVar = {"id", "campaign", "origin"}

    class Meta:
        ordering = ["pk"]


class Material(models.Model):
    """What the campaign puts before people, and where: a poster, a card, a radio spot."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField(max_length=rules.LINE_CHARACTERS)

    open_fields: ClassVar = {"id", "campaign", "name"}

    class Meta:
        ordering = ["pk"]


class Wording(models.Model):
    """What posters, cards and the landing page of a campaign say in one language."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=12)
    heading = models.CharField(max_length=rules.LINE_CHARACTERS)
    text = models.CharField(max_length=rules.WORDING_CHARACTERS, blank=True)

    open_fields: ClassVar = {"id", "campaign", "language", "heading", "text"}

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "language"], name="one_wording_a_language")]
