from __future__ import annotations

from typing import ClassVar

from django.db import models


class SamePerson(models.Model):
    """What an administrator said about an account: where two must act, those with one `person` are one, and those
    with different ones are not, however alike they look."""

    practitioner = models.OneToOneField("team.Practitioner", on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()

    open_fields: ClassVar = {"id", "practitioner", "person"}
