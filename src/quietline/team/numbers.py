"""What the public is told about calling a line."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.models import Line
from quietline.team.queries import forget


def publish_number(*, line: Line, number: str, hours: str, cost: str, by: UUID | None) -> None:
    """Say on the public contact page how to call this line, when, and at what cost; an empty number says nothing.

    Pages that are kept elsewhere show it after a minute.
    """
    with transaction.atomic():
        Line.objects.filter(pk=line.pk).update(phone_number=number, phone_hours=hours, phone_cost=cost)
        record(act=Act.NUMBER_PUBLISHED, by=by, subject=line.pk)
    forget()
