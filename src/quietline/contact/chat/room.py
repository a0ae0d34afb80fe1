"""The chat for browsers without script, in raw ASGI: one page that stays open while messages are added to it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from quietline.contact.chat.live import seeker_of
from quietline.contact.chat.news import SeekerNews
from quietline.contact.chat.presence import presence
from quietline.contact.chat.views import ROOM_MARK
from quietline.edge.app import private
from quietline.edge.bridge import Bridge
from quietline.edge.marks import VISITOR
from quietline.live.hub import hub
from quietline.live.stream import Event, Receive, Scope, Send, disconnected, in_reader, listen


class Room:
    """Asks Django for the page, sends it up to its mark, adds what is said, and the rest when it is time."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = await self._bridge(scope, b"", {VISITOR: scope["visitor"]})
        before, mark, after = page.body.partition(ROOM_MARK.encode())
        news = await in_reader(seeker_of, scope) if mark and scope["method"] == "GET" else None
        headers = private(page)
        if news is None:
            await send({"type": "http.response.start", "status": page.status, "headers": headers})
            await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else page.body})
            return
        # A page that goes on has no length yet.
        headers = [(name, value) for name, value in headers if name != b"content-length"]
        await send(
            {"type": "http.response.start", "status": 200, "headers": [*headers, (b"x-accel-buffering", b"no")]}
        )
        await send(_more(before))
        gone = asyncio.create_task(disconnected(receive))
        try:
            await self._add(news, send, gone)
        finally:
            gone.cancel()
        if not gone.done():
            await send({"type": "http.response.body", "body": after})

    async def _add(self, news: SeekerNews, send: Send, gone: asyncio.Task[None]) -> None:
        with presence.of_seeker(news.thread_id), hub.waiting(*news.topics) as waiter:
            async for events in listen(hub, news, waiter, gone):
                # A beat is a space: it shows nothing and keeps the line open.
                await send(_more(b"".join(map(_as_html, events)) or b" "))


def _as_html(event: Event) -> bytes:
    if event.name not in {"message", "standing"}:
        return b""
    html = str(json.loads(event.data))
    return (html if event.name == "message" else f'<li class="standing" role="status">{html}</li>').encode()


def _more(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}
