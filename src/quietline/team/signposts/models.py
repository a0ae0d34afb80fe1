from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Provider(models.Model):
    """Who runs a service that a signpost points to (HSDS: organization)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    website = models.CharField(max_length=300, blank=True)

    open_fields: ClassVar = {"id", "name", "description", "website"}


class Signpost(models.Model):
    """A pointer to another service (HSDS: service). No data moves; its address is shown and never fetched."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="signposts")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    eligibility = models.CharField(max_length=300, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    maximum_age = models.PositiveSmallIntegerField(null=True)
    hours = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField(null=True)
    checked_by = models.ForeignKey("team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+")
    is_retired = models.BooleanField(default=False)

    open_fields: ClassVar = {
        "id",
        "provider",
        "name",
        "description",
        "url",
        "eligibility",
        "minimum_age",
        "maximum_age",
        "hours",
        "checked_on",
        "checked_by",
        "is_retired",
    }

    class Meta:
        ordering = ["name", "pk"]


class SignpostPhone(models.Model):
    """A number of a service, and what it is for."""

    signpost = models.ForeignKey(Signpost, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=40)
    label = models.CharField(max_length=120, blank=True)

    open_fields: ClassVar = {"id", "signpost", "number", "label"}

    class Meta:
        ordering = ["pk"]


class SignpostArea(models.Model):
    """Where a service is offered: the code of an area of the campaign register, by value. None: everywhere."""

    signpost = models.ForeignKey(Signpost, on_delete=models.CASCADE, related_name="areas")
    code = models.SlugField()

    open_fields: ClassVar = {"id", "signpost", "code"}

    class Meta:
        ordering = ["pk"]


class SignpostLanguage(models.Model):
    """A language that a service speaks."""

    signpost = models.ForeignKey(Signpost, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(max_length=35)

    open_fields: ClassVar = {"id", "signpost", "code"}

    class Meta:
        ordering = ["pk"]


class SignpostNeed(models.Model):
    """What a service is for, in a term that colleagues search by."""

    signpost = models.ForeignKey(Signpost, on_delete=models.CASCADE, related_name="needs")
    term = models.CharField(max_length=60)

    open_fields: ClassVar = {"id", "signpost", "term"}

    class Meta:
        ordering = ["pk"]
