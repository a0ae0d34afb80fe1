from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietline.team.roles.rules import LINE_ROLES, Role


class HeldRole(models.Model):
    """That somebody has a role, for one line or for all. Taken, the row stays and says from when to when it held."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="held_roles")
    role = models.CharField(max_length=20, choices=[(role.value, role.shown) for role in Role])
    line = models.ForeignKey("team.Line", null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)  # none: when the helpline was made
    taken_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)

    open_fields: ClassVar = {"id", "practitioner", "role", "line", "given_at", "given_by", "taken_at", "taken_by"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner", "role", "line"],
                condition=Q(taken_at=None),
                nulls_distinct=False,
                name="one_role_a_line",
            ),
            models.CheckConstraint(
                condition=Q(line=None) | Q(role__in=sorted(LINE_ROLES)), name="a_line_where_it_makes_sense"
            ),
        ]
