from __future__ import annotations

from typing import ClassVar

from django.db import models

from quietline.contact.tombstones.rules import Kind


class Tombstone(models.Model):
    """That something was erased. Lives as long as a backup may that still holds it; leads to nothing."""

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    key = models.UUIDField()
    erased_at = models.DateTimeField()

    open_fields: ClassVar = {"id", "kind", "key", "erased_at"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "kind"], name="one_tombstone_a_thing")]
