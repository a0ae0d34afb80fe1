from __future__ import annotations

from typing import ClassVar

from django.db import models


class PartnerDay(models.Model):
    """What one partner reported of one campaign for one day: kept once, so that no repeat counts again."""

    partner = models.CharField(max_length=50)
    campaign = models.CharField(max_length=50)
    on = models.DateField()
    displays = models.PositiveBigIntegerField()
    clicks = models.PositiveBigIntegerField()

    open_fields: ClassVar = {"id", "partner", "campaign", "on"}
    count_fields: ClassVar = {"displays", "clicks"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "campaign", "on"], name="one_report_a_day")]
