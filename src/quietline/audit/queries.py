from __future__ import annotations

from datetime import datetime
from uuid import UUID

from quietline.audit.models import Act, Entry


def acts_on(subject: UUID) -> list[tuple[Act, UUID | None]]:
    """What was done to a subject, oldest first, and by whom."""
    rows = Entry.objects.filter(subject=subject).order_by("id").values_list("act", "actor")
    return [(Act(act), actor) for act, actor in rows]


def newest_at() -> datetime | None:
    """When the newest act was put on record."""
    return Entry.objects.order_by("-id").values_list("at", flat=True).first()
