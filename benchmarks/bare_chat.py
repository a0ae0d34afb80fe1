"""A bare ASGI application that seals what is posted and commits it in groups: what our sending path stands beside.

No cookie, no check, no thread's row, nobody told. Run under uvicorn with `BARE_DATABASE` naming a file.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from benchmarks.bare import SCHEMA, sealed_row
from quietline.vault import new_thread_key

CONVERSATIONS = [(uuid4(), new_thread_key()) for _ in range(64)]
_worker = ThreadPoolExecutor(1)
_pending: list[tuple[int, asyncio.Future[None]]] = []
_state: dict[str, Any] = {"busy": False, "sequence": 0}


def _database() -> sqlite3.Connection:
    if "database" not in _state:
        _state["database"] = sqlite3.connect(
            os.environ["BARE_DATABASE"], isolation_level=None, check_same_thread=False
        )
        _state["database"].executescript(SCHEMA)
    database: sqlite3.Connection = _state["database"]
    return database


def _commit(group: list[int]) -> None:
    database = _database()
    rows = []
    for number in group:
        thread, key = CONVERSATIONS[number % len(CONVERSATIONS)]
        rows.append(sealed_row(thread, key, number))
    database.execute("BEGIN IMMEDIATE")
    database.executemany(
        "INSERT INTO message (thread, sequence, author, sealed, sent_at, draft) VALUES (?, ?, ?, ?, ?, ?)", rows
    )
    database.execute("COMMIT")


async def _drain() -> None:
    loop = asyncio.get_running_loop()
    while _pending:
        group, _pending[:] = _pending[:], []
        await loop.run_in_executor(_worker, _commit, [number for number, _ in group])
        for _, kept in group:
            kept.set_result(None)
    _state["busy"] = False


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    loop = asyncio.get_running_loop()
    kept: asyncio.Future[None] = loop.create_future()
    _state["sequence"] += 1
    _pending.append((_state["sequence"], kept))
    if not _state["busy"]:
        _state["busy"] = True
        _state["drain"] = loop.create_task(_drain())
    await kept
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})
