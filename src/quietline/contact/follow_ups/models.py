from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from quietline.contact.follow_ups.rules import Standing


class FollowUp(models.Model):
    """A promise to come back to a thread on a day. It stops when the thread is closed or erased by its seeker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey("contact.Thread", on_delete=models.CASCADE, related_name="follow_ups")
    due_on = models.DateField()
    reason = models.BinaryField()
    standing = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in Standing], default=Standing.OPEN
    )
    promised_by = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)
    promised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    open_fields: ClassVar = {"id", "thread", "due_on", "standing", "promised_by", "promised_at", "ended_at"}
    sealed_fields: ClassVar = {"reason"}

    class Meta:
        ordering = ["due_on", "promised_at"]
        indexes = [models.Index(fields=["standing", "due_on"])]
