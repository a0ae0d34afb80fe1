from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from quietline.team.roles.rules import Role


class Invitation(models.Model):
    """Somebody is invited: by a link that works once, and a code that is told another way. Neither stands here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    lookup = models.BinaryField(max_length=32, unique=True)  # finds the row by the link's token, and leads to none
    code_mark = models.BinaryField(max_length=32)
    tries_left = models.PositiveSmallIntegerField()
    invited_by = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    open_fields: ClassVar = {
        "id",
        "email",
        "lookup",
        "code_mark",
        "tries_left",
        "invited_by",
        "made_at",
        "expires_at",
        "taken_up_at",
        "withdrawn_at",
    }


class InvitedRole(models.Model):
    """A role that whoever takes the invitation up has from then on: for one line, or for all."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=[(role.value, role.shown) for role in Role])
    line = models.ForeignKey("team.Line", null=True, on_delete=models.PROTECT, related_name="+")

    open_fields: ClassVar = {"id", "invitation", "role", "line"}
