"""Server-sent events in raw ASGI: a stream costs a task and a few buffers, no thread and no database connection."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.db import DatabaseError, close_old_connections

from quietline.live.hub import Hub, Waiter

logger = logging.getLogger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Result = TypeVar("Result")

# Proxies and phones drop a silent connection after a minute; a comment line every third of it keeps it.
BEAT_SECONDS = 20.0
# While the database is away, it is asked again after this.
TROUBLE_SECONDS = 2.0
# A signed-out browser must not listen on: after this the browser reconnects by itself and is asked again.
LIFE_SECONDS = 10 * 60.0

# Reading for streams has threads of its own: a crowd of listeners never takes one that Django needs. They run for as
# long as the process does, with the database connections they have.
_readers = ThreadPoolExecutor(4, thread_name_prefix="live")


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `data` is one line. With an `id` the browser asks for what comes after it when it reconnects."""

    name: str
    data: str = ""
    id: int | None = None

    def __bytes__(self) -> bytes:
        number = f"id: {self.id}\n" if self.id is not None else ""
        return f"{number}event: {self.name}\ndata: {self.data}\n\n".encode()


class Source(Protocol):
    """What a stream tells. Both run in a reader's thread, never at once."""

    @property
    def topics(self) -> tuple[str, ...]: ...

    @property
    def beats(self) -> bool:
        """Whether there may be news that nobody publishes, to be asked for at every beat."""

    def news(self, woken: frozenset[str]) -> list[Event] | None:
        """What is new since the last call; none any more ends the stream. The first call has nothing woken."""


# Who may listen to what: the source for a request, or none. Runs in a reader's thread.
Opens = Callable[[Scope], Source | None]


async def in_reader(work: Callable[..., Result], *arguments: object) -> Result:
    """Run something that reads the database in a reader's thread."""

    def run() -> Result:
        close_old_connections()
        return work(*arguments)

    return await asyncio.get_running_loop().run_in_executor(_readers, run)


class EventStream:
    """A raw ASGI application that streams the events of a source."""

    def __init__(self, hub: Hub, opens: Opens) -> None:
        self._hub = hub
        self._opens = opens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        source = await in_reader(self._opens, scope) if scope["method"] == "GET" else None
        if source is None:
            await _refuse(send)
            return
        await send(_START)
        gone = asyncio.create_task(disconnected(receive))
        try:
            await self._tell(source, send, gone)
        finally:
            gone.cancel()

    async def _tell(self, source: Source, send: Send, gone: asyncio.Task[None]) -> None:
        await send(_chunk(b"retry: 2000\n\n"))
        with self._hub.waiting(*source.topics) as waiter:
            async for events in listen(self._hub, source, waiter, gone):
                await send(_chunk(b"".join(map(bytes, events)) or b":\n\n"))
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def listen(hub: Hub, source: Source, waiter: Waiter, gone: asyncio.Future[None]) -> Any:
    """Yield a source's news as it comes, and nothing (`[]`) at each beat, until somebody goes or it is time."""
    ends_at = asyncio.get_running_loop().time() + LIFE_SECONDS
    gone.add_done_callback(lambda _gone: waiter.woken.set())
    woken, pause = waiter.take(), BEAT_SECONDS
    first = True
    while not (gone.done() or hub.closed or asyncio.get_running_loop().time() > ends_at):
        events: list[Event] | None = []
        if first or woken or source.beats or pause < BEAT_SECONDS:
            try:
                events, first, pause = await in_reader(source.news, woken), False, BEAT_SECONDS
            except DatabaseError as error:
                # The listener keeps waiting; what came meanwhile is told once the database is back.
                logger.warning("a stream could not read its news", exc_info=error)
                pause = TROUBLE_SECONDS
        if events is None:
            return
        yield events
        # No task of its own for each wait: there may be thousands.
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await waiter.woken.wait()
        woken = waiter.take()


_START: dict[str, Any] = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ],
}


def _chunk(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"This is not open here. Load the page again."})


async def disconnected(receive: Receive) -> None:
    """Wait until the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
