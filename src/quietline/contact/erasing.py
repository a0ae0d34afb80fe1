"""Making sure that what was erased can't be found on the disk any more."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

from django.db import connection

logger = logging.getLogger(__name__)

# The tables whose rows can hold a key to a thread, or what such a key opens.
_KEYS = [
    "contact_phrasehold",
    "contact_linehold",
    "contact_opening",
    "contact_record",
    "contact_handovernote",
    "contact_callbacknumber",
]
_TEXTS = ["contact_message", "contact_thread", "contact_note", "contact_followup", "contact_plan", "contact_checkin"]

# Set while something was erased whose old bytes may still be in the log; at a start nobody knows, so it is set too.
_owed = threading.Event()
_owed.set()


def overwrite_too(*, keys: Iterable[str], texts: Iterable[str]) -> None:
    """Name tables of a part above this one whose rows go with their thread."""
    _KEYS.extend(keys)
    _TEXTS.extend(texts)


def owe_overwriting() -> None:
    """Something that opens a thread was wiped or shut: the clock's next turn takes its bytes out of the log."""
    _owed.set()


def overwrite_what_was_erased(*, if_owed: bool = False) -> None:
    """Leave no erased row in the database's files.

    SQLite overwrites deleted rows (`secure_delete`) and the write-ahead log is cut to nothing here. On PostgreSQL the
    tables that hold keys are written anew without the dead rows; its own write-ahead log keeps their sealed forms
    until it is recycled (docs/threat-model.md). Must be called outside a transaction; inside one, or while somebody
    reads from the old log, it is owed, and the clock's next turn does it (`if_owed`: nothing to do where it is not).
    """
    if if_owed and not _owed.is_set():
        return
    _owed.set()
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in _KEYS:
                cursor.execute(f"VACUUM (FULL) {table}")
            for table in _TEXTS:
                cursor.execute(f"VACUUM {table}")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = cursor.fetchone()
            if busy:
                logger.info("erased rows are still in the write-ahead log; tried again in a minute")
                return
    _owed.clear()
