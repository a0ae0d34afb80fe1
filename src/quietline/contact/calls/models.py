from __future__ import annotations

from typing import ClassVar

from django.db import models

__all__ = ["HeardReport", "ReportedCall"]


class ReportedCall(models.Model):
    """Which contact the phone system's name for a call means: a keyed hash, kept for a day, never the name."""

    contact = models.OneToOneField("contact.Contact", on_delete=models.CASCADE, related_name="reported")
    lookup = models.BinaryField(max_length=32, unique=True)
    reported_at = models.DateTimeField()

    open_fields: ClassVar = {"id", "contact", "reported_at"}
    sealed_fields: ClassVar = {"lookup"}


class HeardReport(models.Model):
    """A report that was taken in: a keyed hash of its id, kept for a quarter of an hour, so that no replay counts."""

    lookup = models.BinaryField(max_length=32, unique=True)
    heard_at = models.DateTimeField()

    open_fields: ClassVar = {"id", "heard_at"}
    sealed_fields: ClassVar = {"lookup"}
