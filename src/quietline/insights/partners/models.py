from __future__ import annotations

from typing import ClassVar

from django.db import models

# Everything here stands in the figures database, which knows no hour and shares no id with the conversations': days
# only, and whoever invited stands in the record of acts alone.


class Partner(models.Model):
    """An account that reads released figures. One without a password was invited and has not come in yet."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    password = models.CharField(max_length=128, blank=True)  # Argon2id, of what the island's key makes of it
    link_mark = models.CharField(max_length=64, unique=True)  # of the last invitation's link, and leads to none
    last_code = models.CharField(max_length=64, blank=True)  # a mark of the code that was used last
    invited_on = models.DateField()
    ended_on = models.DateField(null=True)
    seen_on = models.DateField(null=True)

    open_fields: ClassVar = {
        "id",
        "email",
        "name",
        "password",
        "link_mark",
        "last_code",
        "invited_on",
        "ended_on",
        "seen_on",
    }

    class Meta:
        ordering = ["name", "email"]


class PartnerArea(models.Model):
    """That a partner may see an area's figures. Its parts are rows of their own: nothing follows from a tree."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(max_length=50)
    name = models.CharField(max_length=100)

    open_fields: ClassVar = {"id", "partner", "code", "name"}

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["partner", "code"], name="an_area_once_a_partner")]


class PartnerCampaign(models.Model):
    """That a partner may see when a campaign ran, and the figures of the areas in which it did."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="campaigns")
    code = models.CharField(max_length=50)
    name = models.CharField(max_length=120)
    begins_on = models.DateField()
    ends_on = models.DateField()

    open_fields: ClassVar = {"id", "partner", "code", "name", "begins_on", "ends_on"}

    class Meta:
        ordering = ["begins_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["partner", "code"], name="a_campaign_once_a_partner")]


class Sitting(models.Model):
    """A place where a partner is signed in. The browser's cookie says when it began and was last seen, signed."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="sittings")
    mark = models.CharField(max_length=64, unique=True)  # of the cookie's token, and leads to none
    began_on = models.DateField()

    open_fields: ClassVar = {"id", "partner", "mark", "began_on"}

    class Meta:
        ordering = ["pk"]
