from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from quietline.audit import queries
from quietline.audit.models import Act, Entry, Seal
from quietline.audit.rules import Head, Sealer, parts_of

# So many rows are chained in one transaction: a database with one writer must not wait long for it.
_MOST_AT_ONCE = 500


def record(*, act: Act, by: UUID | None, subject: UUID | None = None) -> None:
    """Put an act on record; call it inside the transaction of what it records, so that neither stands alone."""
    entry(at=timezone.now(), act=act, by=by, subject=subject).save(force_insert=True)


def entry(*, at: datetime, act: Act, by: UUID | None, subject: UUID | None = None) -> Entry:
    """The row that records an act, marked and not kept yet: for those who write many rows at once."""
    # Its value, not the member: what is read back from the database is marked by the same bytes.
    parts = parts_of(at=at, act=act.value, actor=by, subject=subject)
    return Entry(at=at, act=act.value, actor=by, subject=subject, mark=_sealer().mark(*parts))


def chain(*, by: None = None) -> int:
    """What the clock does every second: seal the entries that are not in the chain yet. Returns how many.

    Safe to run on several nodes at once: a place can be taken once, and whoever comes second does nothing.
    """
    chained = 0
    while found := _chain_some():
        chained += found
    if chained:
        _keep_head()
    return chained


def _chain_some() -> int:
    if not queries.unchained().exists():  # asked outside a transaction: with one writer, asking must not wait
        queries.note_chained()
        return 0
    # Another node took the places: the entries are in its chain.
    with suppress(IntegrityError), transaction.atomic():
        rows = list(queries.unchained().values_list("pk", "mark")[:_MOST_AT_ONCE])
        last = queries.head()
        seals, sealer = [], _sealer()
        for row, mark in rows:
            place = last.place + 1
            last = Head(place, sealer.seal(last.seal, place=place, row=row, mark=bytes(mark)))
            seals.append(Seal(place=place, entry=row, seal=last.seal))
        Seal.objects.bulk_create(seals)
        queries.note_chained()
        return len(seals)
    return 0


def _keep_head() -> None:
    """Note beside the database how far the chain reached, so that rows cut off its end are missed."""
    file: Path | None = settings.QUIETLINE_AUDIT_HEAD
    if file is None:
        return
    # Named anew each time: two that chain at once must not write into each other's.
    descriptor, new = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(f"{queries.head()}\n")
    Path(new).replace(file)


def _sealer() -> Sealer:
    sealer: Sealer = settings.QUIETLINE_AUDIT_SEALER
    return sealer
