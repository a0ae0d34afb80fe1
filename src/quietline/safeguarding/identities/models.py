from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Identity(models.Model):
    """Details that a seeker chose to give, in a compartment of their own: under a key of its own, sealed to the line.

    Neither the thread's key nor the return phrase opens it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey("contact.Thread", on_delete=models.CASCADE, related_name="+", db_index=False)
    ordinal = models.PositiveSmallIntegerField()  # counts from 1 within its thread
    line_key = models.ForeignKey("team.LineKey", on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()
    sealed_key = models.BinaryField()
    sealed = models.BinaryField()

    open_fields: ClassVar = {"id", "thread", "ordinal", "line_key", "entered_by", "entered_at"}
    sealed_fields: ClassVar = {"sealed_key", "sealed"}
    sealed_to_line_key = "sealed_key"

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["thread", "ordinal"], name="one_identity_an_ordinal")]


class IdentityOpening(models.Model):
    """That somebody may read one identity for a while, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="openings")
    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sealed_reason = models.BinaryField()

    open_fields: ClassVar = {"id", "identity", "practitioner", "opened_at", "ends_at"}
    sealed_fields: ClassVar = {"sealed_reason"}

    class Meta:
        ordering = ["-opened_at"]
