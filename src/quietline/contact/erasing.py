"""Making sure that what was erased can't be found on the disk any more."""

from __future__ import annotations

from django.db import connection

# The tables whose rows can hold a key to a thread, or what such a key opens.
_TABLES = ("contact_phrasehold", "contact_linehold", "contact_opening", "contact_message", "contact_thread")


def overwrite_what_was_erased() -> None:
    """Leave no erased row in the database's files.

    SQLite overwrites deleted rows (`secure_delete`) and the write-ahead log is cut to nothing here. On PostgreSQL the
    tables that hold keys are written anew without the dead rows; its own write-ahead log keeps their sealed forms
    until it is recycled (docs/threat-model.md). Must be called outside a transaction; inside one it does nothing, and
    the next erasure or the clock does it.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in _TABLES[:3]:
                cursor.execute(f"VACUUM (FULL) {table}")
            for table in _TABLES[3:]:
                cursor.execute(f"VACUUM {table}")
