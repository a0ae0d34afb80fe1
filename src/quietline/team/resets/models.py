from __future__ import annotations

from typing import ClassVar

from django.db import models

from quietline.team.links.models import Link


class Reset(Link):
    """Somebody lost their password and may set a new one."""

    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+")
    takes_second_factor = models.BooleanField(default=False)  # they lost that as well

    open_fields: ClassVar = Link.open_fields | {"practitioner", "takes_second_factor"}
