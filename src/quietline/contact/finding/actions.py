from __future__ import annotations

from uuid import UUID

from quietline.audit.actions import record
from quietline.audit.models import Act


def note_search(*, by: UUID) -> None:
    """Put on record that somebody had threads opened to search them; never for what, nor which were found."""
    record(act=Act.THREADS_SEARCHED, by=by)
