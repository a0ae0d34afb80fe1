from __future__ import annotations

from typing import ClassVar

from django.db import models

from quietline.team.links.models import Link
from quietline.team.roles.rules import Role


class Invitation(Link):
    """Somebody is invited, to be who they say they are from then on."""

    email = models.EmailField()

    open_fields: ClassVar = Link.open_fields | {"email"}


class InvitedRole(models.Model):
    """A role that whoever takes the invitation up has from then on: for one line, or for all."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=[(role.value, role.shown) for role in Role])
    line = models.ForeignKey("team.Line", null=True, on_delete=models.PROTECT, related_name="+")

    open_fields: ClassVar = {"id", "invitation", "role", "line"}
