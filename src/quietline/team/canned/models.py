from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class CannedReply(models.Model):
    """A text that practitioners of a line put into a reply, in one language. It has no variables."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey("team.Line", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=80)
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    open_fields: ClassVar = {"id", "line", "language", "title", "text", "position", "is_retired"}

    class Meta:
        ordering = ["position", "title", "pk"]
