from __future__ import annotations

from typing import ClassVar

from django.db import models


class HistorySource(models.Model):
    """One table of earlier figures, as it was brought in; what was counted here is never in it."""

    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=40)
    step = models.CharField(max_length=10)  # month or week
    area_rule = models.CharField(max_length=20)
    imported_on = models.DateField()

    open_fields: ClassVar = {"id", "name", "unit", "step", "area_rule", "imported_on"}

    class Meta:
        ordering = ["pk"]


class HistoryFigure(models.Model):
    """One count of one period from a source; without a count where the source says that it is missing."""

    source = models.ForeignKey(HistorySource, on_delete=models.CASCADE, related_name="figures", db_index=False)
    begins_on = models.DateField()
    area = models.CharField(max_length=50)
    caller_group = models.CharField(max_length=50)
    channel = models.CharField(max_length=50)
    count = models.PositiveBigIntegerField(null=True)
    row = models.PositiveIntegerField()  # of the file

    open_fields: ClassVar = {"id", "source", "begins_on", "area", "caller_group", "channel"}
    count_fields: ClassVar = {"count", "row"}

    class Meta:
        indexes = [
            models.Index(fields=["source", "area", "caller_group", "channel", "begins_on"], name="history_place")
        ]
