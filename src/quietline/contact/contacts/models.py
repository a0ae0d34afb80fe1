from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from quietline.contact.contacts.rules import Channel, Outcome
from quietline.contact.contacts.states import ContactState

__all__ = ["Contact"]


class Contact(models.Model):
    """One interaction, in a thread or on its own. What was said in it stands in its sealed record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey("team.Line", on_delete=models.PROTECT, related_name="+")
    # An erase takes the thread's contacts with it; what was counted stays, as it names neither.
    thread = models.ForeignKey("contact.Thread", null=True, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=12, choices=[(c.value, c.value) for c in Channel])
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in ContactState])
    outcome = models.CharField(max_length=16, choices=[(o.value, o.value) for o in Outcome])
    practitioner = models.ForeignKey("team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    open_fields: ClassVar = {
        "id",
        "line",
        "thread",
        "channel",
        "state",
        "outcome",
        "practitioner",
        "began_at",
        "ended_at",
    }

    class Meta:
        indexes = [
            models.Index(fields=["line", "state", "began_at"]),
            models.Index(fields=["practitioner", "state"]),
        ]
