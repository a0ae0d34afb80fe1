from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from quietline.team.intervals import Interval


class HandoverNote(models.Model):
    """What one shift tells the next one on a line: under a key of its own, sealed to the line's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line_key = models.ForeignKey("team.LineKey", on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField(db_index=True)
    # The hours of its author's shift, where they had one: they stay when the rota changes.
    shift_starts_at = models.DateTimeField(null=True)
    shift_ends_at = models.DateTimeField(null=True)
    sealed_key = models.BinaryField()
    sealed = models.BinaryField()
    draft = models.CharField(max_length=32, unique=True)  # rules.sent_once

    open_fields: ClassVar = {
        "id",
        "line_key",
        "written_by",
        "written_at",
        "shift_starts_at",
        "shift_ends_at",
        "draft",
    }
    sealed_fields: ClassVar = {"sealed_key", "sealed"}
    sealed_to_line_key = "sealed_key"

    class Meta:
        ordering = ["-written_at"]

    @property
    def shift(self) -> Interval | None:
        """When its author's shift was; None where they had none."""
        if self.shift_starts_at is None or self.shift_ends_at is None:
            return None
        return Interval(self.shift_starts_at, self.shift_ends_at)


class HandoverReading(models.Model):
    """That a practitioner has read a handover note and needs to see it no more."""

    note = models.ForeignKey(HandoverNote, on_delete=models.CASCADE, related_name="readings", db_index=False)
    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)

    open_fields: ClassVar = {"id", "note", "practitioner"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "practitioner"], name="one_reading_a_note")]
