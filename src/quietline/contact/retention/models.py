from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from quietline.contact.retention.rules import Kind

_KINDS = [(kind.value, kind.value) for kind in Kind]


class Period(models.Model):
    """For how many days a line keeps things of a kind. Without one, the clock erases none."""

    line = models.ForeignKey("team.Line", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=_KINDS)
    days = models.PositiveSmallIntegerField()

    open_fields: ClassVar = {"id", "line", "kind", "days"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "kind"], name="one_period_a_kind")]


class Hold(models.Model):
    """A legal hold: while it stands the clock does not erase the thread. Laid on by two people, lifted by two.

    Its seeker's own erase is not stopped by it (docs/adr/0014).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey("contact.Thread", on_delete=models.CASCADE, related_name="holds")
    asked_by = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        "team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    agreed_at = models.DateTimeField(null=True)
    lift_asked_by = models.ForeignKey(
        "team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lifted_by = models.ForeignKey(
        "team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField(null=True)
    # Of the browser that each act came from; null where it was not known. Bound to the thread.
    asked_device = models.BinaryField(max_length=32, null=True)
    agreed_device = models.BinaryField(max_length=32, null=True)
    lift_asked_device = models.BinaryField(max_length=32, null=True)
    lifted_device = models.BinaryField(max_length=32, null=True)

    open_fields: ClassVar = {
        "id",
        "thread",
        "asked_by",
        "asked_at",
        "agreed_by",
        "agreed_at",
        "lift_asked_by",
        "lifted_by",
        "lifted_at",
        "asked_device",
        "agreed_device",
        "lift_asked_device",
        "lifted_device",
    }

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["thread"], condition=Q(lifted_at=None), name="one_standing_hold_a_thread"),
            # Two people, whatever the program does.
            models.CheckConstraint(condition=~Q(agreed_by=F("asked_by")), name="a_hold_is_agreed_by_another"),
            models.CheckConstraint(condition=~Q(lifted_by=F("lift_asked_by")), name="a_hold_is_lifted_by_another"),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="an_agreement_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None, lifted_at=None)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False, lift_asked_by__isnull=False),
                name="a_lifting_was_asked_for",
            ),
        ]


class Run(models.Model):
    """One night's erasing. `certificate` seals what it erased, and stands in the record of acts."""

    on = models.DateField(unique=True)
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    certificate = models.UUIDField(null=True)

    open_fields: ClassVar = {"id", "on", "began_at", "finished_at", "certificate"}

    class Meta:
        ordering = ["-on"]


class RunErased(models.Model):
    """One id that a run erased; it leads to nothing any more."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="erased", db_index=False)
    line = models.ForeignKey("team.Line", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=_KINDS)
    key = models.UUIDField()

    open_fields: ClassVar = {"id", "run", "line", "kind", "key"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="one_erasure_a_run")]
