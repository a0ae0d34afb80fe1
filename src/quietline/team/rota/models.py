from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Shift(models.Model):
    """Somebody is planned on a line between two instants."""

    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.CASCADE, related_name="+")
    line = models.ForeignKey("team.Line", on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    open_fields: ClassVar = {"id", "practitioner", "line", "starts_at", "ends_at"}

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["line", "starts_at"])]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_shift_takes_time")]


class Duty(models.Model):
    """Somebody is at the desk now, on one line. Without a sign of life it soon counts for nothing (rules.LEASE)."""

    practitioner = models.OneToOneField("team.Practitioner", on_delete=models.CASCADE, related_name="+")
    line = models.ForeignKey("team.Line", on_delete=models.CASCADE, related_name="+")
    chats_each = models.PositiveSmallIntegerField()  # how many chats they hold at once
    since = models.DateTimeField()
    seen_at = models.DateTimeField()  # their last sign of life
    break_until = models.DateTimeField(null=True)
    wrapping_up_until = models.DateTimeField(null=True)

    open_fields: ClassVar = {
        "id",
        "practitioner",
        "line",
        "chats_each",
        "since",
        "seen_at",
        "break_until",
        "wrapping_up_until",
    }


class HardContact(models.Model):
    """A practitioner marked a contact as hard on them. Says nothing about the contact; taken away after some weeks."""

    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.CASCADE, related_name="+")
    line = models.ForeignKey("team.Line", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    talked_over_at = models.DateTimeField(null=True)  # when they said that they had talked it over

    open_fields: ClassVar = {"id", "practitioner", "line", "at", "talked_over_at"}

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["practitioner", "at"])]
