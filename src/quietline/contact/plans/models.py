from __future__ import annotations

from typing import ClassVar

from django.db import models


class Plan(models.Model):
    """A seeker's own plan: its newest version, sealed with a key that only the return phrase leads to."""

    thread = models.OneToOneField("contact.Thread", on_delete=models.CASCADE, related_name="plan")
    version = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()
    used_on = models.DateField()  # the day on which its seeker last came; the night's run counts from it

    open_fields: ClassVar = {"id", "thread", "version", "used_on"}
    sealed_fields: ClassVar = {"sealed"}


class CheckIn(models.Model):
    """How its seeker was on one day, for themselves; number 0 is what the later ones are laid beside."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="check_ins", db_index=False)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    open_fields: ClassVar = {"id", "plan", "number"}
    sealed_fields: ClassVar = {"sealed"}

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_check_in_a_number")]
