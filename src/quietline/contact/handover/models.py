from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class HandoverNote(models.Model):
    """What one shift tells the next one on a line: under a key of its own, sealed to the line's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line_key = models.ForeignKey("team.LineKey", on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField(db_index=True)
    sealed_key = models.BinaryField()
    sealed = models.BinaryField()
    draft = models.CharField(max_length=32, unique=True)  # rules.sent_once

    open_fields: ClassVar = {"id", "line_key", "written_by", "written_at", "draft"}
    sealed_fields: ClassVar = {"sealed_key", "sealed"}

    class Meta:
        ordering = ["-written_at"]


class HandoverReading(models.Model):
    """That a practitioner has read a handover note and needs to see it no more."""

    note = models.ForeignKey(HandoverNote, on_delete=models.CASCADE, related_name="readings", db_index=False)
    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)

    open_fields: ClassVar = {"id", "note", "practitioner"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "practitioner"], name="one_reading_a_note")]
