from __future__ import annotations

from typing import ClassVar

from django.db import models


class Tally(models.Model):
    """How often one thing was counted on one day. Nothing here can be led back to a thread or a contact."""

    measure = models.CharField(max_length=40)
    on = models.DateField()
    channel = models.CharField(max_length=50, blank=True, default="")
    outcome = models.CharField(max_length=50, blank=True, default="")
    area = models.CharField(max_length=50, blank=True, default="")
    caller_group = models.CharField(max_length=50, blank=True, default="")
    field = models.CharField(max_length=50, blank=True, default="")
    option = models.CharField(max_length=50, blank=True, default="")
    count = models.PositiveBigIntegerField(default=0)

    open_fields: ClassVar = {
        "id",
        "measure",
        "on",
        "channel",
        "outcome",
        "area",
        "caller_group",
        "field",
        "option",
    }
    count_fields: ClassVar = {"count"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "on", "channel", "outcome", "area", "caller_group", "field", "option"],
                name="one_tally_a_day",
            ),
        ]


class MonthSum(models.Model):
    """The tallies of one month added up along one way of telling apart (`tally/months.py`), kept up with them."""

    measure = models.CharField(max_length=40)
    along = models.CharField(max_length=20)
    month = models.DateField()  # its first day
    one = models.CharField(max_length=50, blank=True, default="")
    other = models.CharField(max_length=50, blank=True, default="")
    count = models.PositiveBigIntegerField(default=0)

    open_fields: ClassVar = {"id", "measure", "along", "month", "one", "other"}
    count_fields: ClassVar = {"count"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "along", "month", "one", "other"], name="one_sum_a_month"),
        ]


class Door(models.Model):
    """The number of the last parcel that was taken in, so that none is counted twice. Its one row is id 1."""

    last_parcel = models.PositiveBigIntegerField(default=0)

    open_fields: ClassVar = {"id"}
    count_fields: ClassVar = {"last_parcel"}


# Models of the sub-packages, so that Django finds them.
from quietline.tally.history.models import HistoryFigure, HistorySource  # noqa: E402, F401
from quietline.tally.reported.models import PartnerDay  # noqa: E402, F401
