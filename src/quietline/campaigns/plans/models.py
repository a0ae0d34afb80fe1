from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from quietline.campaigns.plans import rules


class Plan(models.Model):
    """How a campaign is to be judged, as it was written down on one day. Rows are added and never changed.

    The one in force is the last that was written before the campaign began; what was written later is exploratory.
    `0002_append_only` has the database refuse changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()  # counts from 1 for each campaign
    written_on = models.DateField()
    begins_on = models.DateField()  # when the campaign was to begin, as it was known then
    outcome = models.CharField(max_length=40)  # a measure of the tally
    step = models.CharField(max_length=10, choices=rules.Step.choices)
    months_before = models.PositiveSmallIntegerField()
    months_after = models.PositiveSmallIntegerField()
    exposure = models.CharField(max_length=10, choices=rules.Exposure.choices)
    ramp_months = models.PositiveSmallIntegerField(default=0)
    wash_out_months = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)  # why it was changed

    open_fields: ClassVar = {
        "id",
        "campaign",
        "number",
        "written_on",
        "begins_on",
        "outcome",
        "step",
        "months_before",
        "months_after",
        "exposure",
        "ramp_months",
        "wash_out_months",
        "reason",
    }

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="plans_are_numbered")]


class PlanArea(models.Model):
    """An area that a plan looks at: where the campaign is judged, or what it is compared with."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="area_rows")
    area = models.ForeignKey("campaigns.Area", on_delete=models.PROTECT, related_name="+")
    is_comparison = models.BooleanField(default=False)

    open_fields: ClassVar = {"id", "plan", "area", "is_comparison"}

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "area"], name="an_area_once_a_plan")]
