from __future__ import annotations

from typing import ClassVar

from django.db import models

from quietline.team.models import Practitioner


class PasskeyHold(models.Model):
    """A passkey's hold on its practitioner's private key: wrapped under what the passkey alone can compute."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="passkey_holds")
    # As the passkey names itself; its public part stands in allauth's table, which this part's can't point to
    # (that one points to practitioners).
    credential = models.BinaryField(max_length=1023, unique=True)
    sealed_key = models.BinaryField()

    open_fields: ClassVar = {"id", "practitioner", "credential"}
    sealed_fields: ClassVar = {"sealed_key"}
