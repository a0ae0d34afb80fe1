from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from quietline.audit.models import Act, Entry


def record(*, act: Act, by: UUID | None, subject: UUID | None = None) -> None:
    """Put an act on record; call it inside the transaction of what it records, so that neither stands alone."""
    Entry.objects.create(at=timezone.now(), act=act, actor=by, subject=subject)
