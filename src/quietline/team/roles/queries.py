from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from quietline.audit.models import Act, Entry
from quietline.team.roles.models import HeldRole
from quietline.team.roles.rules import Role


def held_by(practitioner: UUID) -> list[HeldRole]:
    """What somebody has now, in the order of the roles' names."""
    return list(_standing().filter(practitioner=practitioner).order_by("role", "line__name"))


def past_of(practitioner: UUID) -> list[HeldRole]:
    """What somebody had and lost, the newest first."""
    rows = HeldRole.objects.select_related("line").filter(practitioner=practitioner, taken_at__isnull=False)
    return list(rows.order_by("-taken_at"))


def standing_roles() -> list[HeldRole]:
    """Every role that somebody active has now."""
    return list(_standing().filter(practitioner__is_active=True).order_by("role", "line__name"))


def without_record() -> list[HeldRole]:
    """Roles that stand in the table and were given by nobody on record: somebody wrote them into the database."""
    given = Entry.objects.filter(act=Act.ROLE_GIVEN).values("subject")
    return list(_standing().select_related("practitioner").exclude(pk__in=given))


def told(held: HeldRole) -> str:
    """A role as the pages say it; the line where it is for one only."""
    name = Role(held.role).shown
    return f"{name} on {held.line.name}" if held.line else name


def _standing() -> QuerySet[HeldRole]:
    return HeldRole.objects.select_related("line").filter(taken_at=None)
