"""Server-sent events in raw ASGI: a stream costs a task and a few buffers, no thread and no database connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from quietline.live.hub import Hub

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
# The topic that the bearer of these headers may listen to, or none.
Authorise = Callable[[list[tuple[bytes, bytes]]], str | None]

# Proxies and phones drop a silent connection after a minute; a comment line every half of it keeps it.
BEAT_SECONDS = 25.0
# A signed-out browser must not listen on: after this the browser reconnects by itself and is asked again.
LIFE_SECONDS = 10 * 60.0


class WakeStream:
    """Tells its listeners *that* something changed, never what."""

    def __init__(self, hub: Hub, authorise: Authorise) -> None:
        self._hub = hub
        self._authorise = authorise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        topic = await asyncio.to_thread(self._authorise, scope["headers"]) if scope["method"] == "GET" else None
        if topic is None:
            await _refuse(send)
            return
        await send(_start())
        gone = asyncio.create_task(_disconnected(receive))
        try:
            await self._tell(topic, send, gone)
        finally:
            gone.cancel()

    async def _tell(self, topic: str, send: Send, gone: asyncio.Task[None]) -> None:
        ends_at = asyncio.get_running_loop().time() + LIFE_SECONDS
        with self._hub.waiting(topic) as waiter:
            await send(_chunk(b"retry: 2000\n\n"))
            while not (gone.done() or self._hub.closed or asyncio.get_running_loop().time() > ends_at):
                woken = asyncio.create_task(waiter.woken.wait())
                await asyncio.wait({woken, gone}, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                woken.cancel()
                # Cleared before anybody reads what is new: news that comes meanwhile wakes once more.
                news = waiter.woken.is_set() and not self._hub.closed
                waiter.woken.clear()
                if not gone.done():
                    await send(_chunk(b"event: changed\ndata:\n\n" if news else b":\n\n"))
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _start() -> dict[str, Any]:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    return {"type": "http.response.start", "status": 200, "headers": headers}


def _chunk(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"Sign in first."})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
