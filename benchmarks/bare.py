"""The bare loops that the limits speak of: the same work with nothing of ours around it."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path
from uuid import uuid4

from quietline.vault import Pepper, Place, Plain, Purpose, derive, new_thread_key, seal

GROUP = 64
TEXT = "I would like to talk to somebody about my internet use. " * 4


def seals_and_commits(folder: Path, seconds: float) -> float:
    """Messages a second that one loop seals and commits in groups of 64 to SQLite, `synchronous=FULL`, WAL."""
    database = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        "CREATE TABLE message (id INTEGER PRIMARY KEY, thread TEXT, sequence INTEGER, author TEXT, sealed BLOB,"
        " sent_at TEXT, draft TEXT, UNIQUE (thread, sequence), UNIQUE (thread, draft));"
    )
    key, thread, count, began = new_thread_key(), uuid4(), 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        database.execute("BEGIN IMMEDIATE")
        for _ in range(GROUP):
            count += 1
            place = Place(Purpose.MESSAGE, thread, count, "seeker")
            row = (thread.hex, count, "seeker", seal(key, Plain(TEXT.encode()), place=place), "2026-11-23", str(count))
            database.execute(
                "INSERT INTO message (thread, sequence, author, sealed, sent_at, draft) VALUES (?, ?, ?, ?, ?, ?)", row
            )
        database.execute("COMMIT")
    rate = count / (time.perf_counter() - began)
    database.close()
    return rate


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
