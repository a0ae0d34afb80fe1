from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Concern(models.Model):
    """A safeguarding mark on a thread. Its kind and words are sealed: that there is one stands open, not why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey("contact.Thread", on_delete=models.CASCADE, related_name="+", db_index=False)
    ordinal = models.PositiveSmallIntegerField()  # counts from 1 within its thread
    ruleset = models.ForeignKey("safeguarding.Ruleset", null=True, on_delete=models.PROTECT, related_name="+")
    raised_by = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)
    raised_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    sealed = models.BinaryField()
    settled_by = models.ForeignKey(
        "team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True)
    sealed_reason = models.BinaryField(null=True)

    open_fields: ClassVar = {
        "id",
        "thread",
        "ordinal",
        "ruleset",
        "raised_by",
        "raised_at",
        "decide_by",
        "settled_by",
        "settled_at",
    }
    sealed_fields: ClassVar = {"sealed", "sealed_reason"}

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "ordinal"], name="one_concern_an_ordinal"),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None, sealed_reason=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False, sealed_reason__isnull=False),
                name="a_concern_is_settled_with_a_reason",
            ),
        ]
