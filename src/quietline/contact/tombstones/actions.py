"""Remembering what was erased, in the database and in files beside it, and erasing it again after a restore."""

from __future__ import annotations

import errno
import logging
import os
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from quietline.contact.tombstones.models import Tombstone
from quietline.contact.tombstones.rules import Erased, Kind, NotReadable, as_text, from_text

logger = logging.getLogger(__name__)

# Whoever restores a backup on its last day must find what was erased on its first.
_MARGIN = timedelta(days=2)
_writing = threading.Lock()


def put_up(kind: Kind, *keys: UUID) -> None:
    """Note an erasure in its own transaction; the files beside the database follow as soon as it is committed."""
    if not keys:
        return
    now = timezone.now().replace(microsecond=0)
    stones = [Tombstone(kind=kind.value, key=key, erased_at=now) for key in keys]
    Tombstone.objects.bulk_create(stones, ignore_conflicts=True)
    transaction.on_commit(write_out)


def write_out(*, by: None = None) -> None:
    """Bring every file of erasures up to date; the clock repeats it, as one that was away may be back.

    A file keeps what the database does not know (it may be an older one, restored) until it is too old to matter.
    """
    oldest = _oldest()
    known = {Erased(at, Kind(kind), key) for kind, key, at in _rows(oldest)}
    for file in _files():
        try:
            with _writing:
                _bring_up_to_date(file, known, oldest)
        except (OSError, UnicodeDecodeError, NotReadable):
            # Nothing that was erased hangs on it now; `quietline check` tells the administrator.
            logger.warning("what was erased could not be noted in one of its files; tried again in a minute")


def retire(*, by: None = None) -> int:
    """What the clock does: forget what no backup can hold any more. Returns how many."""
    gone, _ = Tombstone.objects.filter(erased_at__lt=_oldest()).delete()
    return gone


def keep(erased: Iterable[Erased], *, by: None = None) -> None:
    """Take over tombstones that stood in a file, after a restore, so that the next restore finds them too."""
    stones = [Tombstone(kind=each.kind.value, key=each.key, erased_at=each.at) for each in erased]
    Tombstone.objects.bulk_create(stones, ignore_conflicts=True)
    transaction.on_commit(write_out)


def look_at(file: Path) -> None:
    """Try whether erasures can be noted in a file; one that is not there yet counts if its folder takes files.

    Raises:
        NotReadable, OSError, UnicodeDecodeError
    """
    if file.exists():
        from_text(file.read_text(encoding="utf-8"))
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise OSError(errno.EACCES, "its folder is not there, or can't be written to")


def _oldest() -> datetime:
    return timezone.now() - timedelta(days=settings.QUIETLINE_BACKUP_DAYS) - _MARGIN


def _rows(oldest: datetime) -> Iterable[tuple[str, UUID, datetime]]:
    return Tombstone.objects.filter(erased_at__gte=oldest).values_list("kind", "key", "erased_at")


def _files() -> list[Path]:
    files: list[Path] = settings.QUIETLINE_ERASURES
    return files


def _bring_up_to_date(file: Path, known: set[Erased], oldest: datetime) -> None:
    there = from_text(file.read_text(encoding="utf-8")) if file.exists() else None
    wanted = known | {each for each in there or () if each.at >= oldest}
    if wanted == there:
        return
    new = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write(as_text(wanted))
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)
