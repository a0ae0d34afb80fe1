from __future__ import annotations

from typing import ClassVar

from django.db import models


class Area(models.Model):
    """A place a campaign can be about and a seeker may say they are from; its code never changes."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    open_fields: ClassVar = {"id", "code", "name", "position"}

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
