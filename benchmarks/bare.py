"""The bare loops that the limits speak of: the same work with nothing of ours around it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

from quietline.vault import Pepper, Place, Plain, Purpose, ThreadKey, derive, new_thread_key, seal

GROUP = 64
AT = "2026-11-23 10:00:00.000000"
TEXT = "I would like to talk to somebody about my internet use. " * 4


def seals_and_commits(folder: Path, seconds: float) -> float:
    """Messages a second that one loop seals and commits to SQLite, one for each of 64 conversations a transaction.

    The same bytes as ours: the columns and constraints of `contact_message`, and what moves in the thread's row with a
    message. `synchronous=FULL`, WAL. Nothing is read, locked, checked or told to anybody.
    """
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        database = sqlite3.connect(Path(fresh) / "bare.sqlite3", isolation_level=None)
        database.executescript(SCHEMA)
        conversations = [(uuid4(), new_thread_key()) for _ in range(GROUP)]
        database.executemany(
            "INSERT INTO thread VALUES (?, ?, 1, 'seeker', ?)", [(t.hex, bytes(650), AT) for t, _ in conversations]
        )
        sequence, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            sequence += 1
            messages = [sealed_row(thread, key, sequence) for thread, key in conversations]
            heads = [(sequence, "seeker", AT, thread.hex) for thread, _ in conversations]
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                "INSERT INTO message (thread, sequence, author, sealed, sent_at, draft) VALUES (?, ?, ?, ?, ?, ?)",
                messages,
            )
            database.executemany(
                "UPDATE thread SET last_sequence = ?, last_author = ?, last_message_at = ? WHERE id = ?", heads
            )
            database.execute("COMMIT")
        rate = GROUP * sequence / (time.perf_counter() - began)
        database.close()
    return rate


SCHEMA = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;
    CREATE TABLE message (id INTEGER PRIMARY KEY, thread TEXT, sequence INTEGER, author TEXT, practitioner TEXT,
        sealed BLOB, sent_at TEXT, draft TEXT, UNIQUE (thread, sequence), UNIQUE (draft, thread));
    CREATE TABLE thread (id TEXT PRIMARY KEY, rest BLOB, last_sequence INTEGER, last_author TEXT,
        last_message_at TEXT);
"""


def sealed_row(thread: UUID, key: ThreadKey, sequence: int) -> tuple[object, ...]:
    """A message as its row stands in the bare table."""
    place = Place(Purpose.MESSAGE, thread, sequence, "seeker")
    sealed = seal(key, Plain(TEXT.encode()), place=place)
    return thread.hex, sequence, "seeker", sealed, AT, os.urandom(16).hex()


def derivations(seconds: float) -> float:
    """Phrases a second that this machine derives when it does nothing else, one thread a core."""
    counts: list[int] = []
    ends_at = time.perf_counter() + seconds

    def work() -> None:
        count = 0
        while time.perf_counter() < ends_at:
            derive(os.urandom(10), pepper=Pepper(bytes(32)))
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=work) for _ in range(os.cpu_count() or 1)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)
