from __future__ import annotations

from typing import ClassVar

from django.db import models


class SamePerson(models.Model):
    """That an account is one of several of the same person: where two must act, those with one `person` are one."""

    practitioner = models.OneToOneField("team.Practitioner", on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()

    open_fields: ClassVar = {"id", "practitioner", "person"}
