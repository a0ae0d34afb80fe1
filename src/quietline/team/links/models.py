from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Link(models.Model):
    """A link that works once, and a code that is told another way. Neither stands here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lookup = models.BinaryField(max_length=32, unique=True)  # finds the row by the link's token, and leads to none
    code_mark = models.BinaryField(max_length=32)
    tries_left = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    open_fields: ClassVar = {
        "id",
        "lookup",
        "code_mark",
        "tries_left",
        "made_by",
        "made_at",
        "expires_at",
        "taken_up_at",
        "withdrawn_at",
    }

    class Meta:
        abstract = True
