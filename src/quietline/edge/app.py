"""The outermost layer: every request comes in here, and every answer leaves with the same headers.

health, assets, kept pages    answered here, in well under a millisecond
streams                       handed to the live wire
the rest                      body read within limits, then Django
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from django.http.request import split_domain_port, validate_host

from quietline.edge.arrivals import arrivals
from quietline.edge.bridge import Answer, Bridge
from quietline.edge.headers import ALWAYS, KEPT_A_DAY, KEPT_FOR_EVER, NO_STORE, STRICT_TRANSPORT, Headers
from quietline.edge.limits import Limits
from quietline.edge.marks import KEEP_HEADER, REFUSAL, VISITOR, Refusal
from quietline.edge.pages import Page, Pages

logger = logging.getLogger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

# 8,000 characters of four bytes each, percent-encoded, and the form around them.
MOST_BODY_BYTES = 128 * 1024
# What an editor sends below `/edit/` may be larger: a page of many blocks, and a picture below its own path. Some of
# them at once at the most, and one of a visitor: nobody fills the memory by naming those paths.
MOST_EDITED_BYTES = 1024 * 1024
MOST_PICTURE_BYTES = 10 * 1024 * 1024
LARGER_BODIES = {
    "/edit/images/": MOST_PICTURE_BYTES,
    "/edit/": MOST_EDITED_BYTES,
    "/campaigns/": MOST_EDITED_BYTES,
}
MOST_LARGER_AT_ONCE = 4
# A refused body is read on and thrown away up to here: a browser that is cut off in mid-send shows its own error
# page instead of ours.
MOST_DRAINED_BYTES = 32 * 1024 * 1024
BODY_SECONDS = 30.0
MOST_LENGTH_DIGITS = 20
# Beyond this many requests at once a further one is sent away, from its first byte on: each may hold a body of 128 KB.
MOST_IN_FLIGHT = 1_000
# A school or a hostel behind one address; one machine that sends its bodies slowly must not take every place.
MOST_OF_ONE_VISITOR = 64
# Parts of paths that seekers write to: no file ever reaches the server from there.
SEEKER_PATHS = ("/contact/", "/return/", "/plan/")

PLAIN_TEXT = (b"content-type", b"text/plain; charset=utf-8")
# Before anything is kept or built from it: a made-up host must not end up in a page or a link.
WRONG_HOST = Answer(
    400,
    [PLAIN_TEXT, NO_STORE],
    b"This helpline has another address. Check what you typed.",
)

OVERLOADED = Answer(
    503,
    [PLAIN_TEXT, (b"retry-after", b"10")],
    b"Too many people are here at this moment. Wait ten seconds, then load this page again.",
)

TOO_MANY_LINES = Answer(
    429,
    [PLAIN_TEXT, NO_STORE, (b"retry-after", b"30")],
    b"Too many pages are open here. Shut some of them, wait half a minute, then load this page again.",
)

FAILED = Answer(
    500,
    [PLAIN_TEXT, NO_STORE],
    b"Something went wrong on our side. It is not your fault. Wait a moment, go back and try again.",
)

# What a kept page may say otherwise than every answer does.
OWN_POLICIES = (b"content-security-policy", b"cross-origin-resource-policy")
_KEEP = KEEP_HEADER.lower().encode()


class StaticFile(Protocol):
    @property
    def content_type(self) -> str: ...
    @property
    def plain(self) -> bytes: ...
    @property
    def gzipped(self) -> bytes: ...
    @property
    def for_ever(self) -> bool: ...


@dataclass(slots=True)
class Edge:
    """The ASGI application. `wire` maps patterns of whole paths to the raw ASGI applications that serve them.

    These find what the pattern named in `scope["path_params"]`, and the visitor's blinded key in `scope["visitor"]`.
    """

    bridge: Bridge
    pages: Pages
    limits: Limits
    assets: Mapping[str, StaticFile] = field(default_factory=dict)
    editor_files: Mapping[str, StaticFile] = field(default_factory=dict)
    wire: Mapping[str, AsgiApp] = field(default_factory=dict)
    allowed_hosts: list[str] = field(default_factory=list)
    secure: bool = False
    behind_proxy: bool = False
    _in_flight: Counter[bytes] = field(default_factory=Counter)
    _larger: set[bytes] = field(default_factory=set)
    _patterns: list[tuple[re.Pattern[str], AsgiApp]] = field(init=False)
    _is_ours: Callable[[bytes], bool] = field(init=False)

    def __post_init__(self) -> None:
        self._patterns = [(re.compile(pattern), app) for pattern, app in self.wire.items()]
        # Almost every request names the same host.
        self._is_ours = lru_cache(maxsize=64)(self._may_be_asked_for)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) > 1 or not self._is_ours(b"".join(hosts)):
            await self._send(WRONG_HOST, send, head=scope["method"] == "HEAD")
            return
        if on_the_wire := self._on_the_wire(path):
            app, named = on_the_wire
            visitor = self.limits.blind(self._address(scope))
            if scope["method"] == "GET" and not self.limits.allow("listening", visitor):
                await self._send(TOO_MANY_LINES, send, head=False)
                return
            await app(scope | {"path_params": named, "visitor": visitor}, receive, self._with_headers(send))
            return
        reading = scope["method"] in {"GET", "HEAD"}
        answer = self._without_django(scope) if reading else None
        if answer is None:
            answer = await self._from_django(scope, receive)
        await self._send(answer, send, head=scope["method"] == "HEAD")

    def _may_be_asked_for(self, host: bytes) -> bool:
        return validate_host(split_domain_port(host.decode("latin-1").lower())[0], self.allowed_hosts)

    def _on_the_wire(self, path: str) -> tuple[AsgiApp, dict[str, str]] | None:
        for pattern, app in self._patterns:
            if match := pattern.fullmatch(path):
                return app, match.groupdict()
        return None

    def _without_django(self, scope: Scope) -> Answer | None:
        path: str = scope["path"]
        if path == "/healthz":
            return Answer(
                200, [(b"content-type", b"text/plain; charset=utf-8"), NO_STORE, (b"content-length", b"2")], b"ok"
            )
        zipped = _accepts_gzip(scope)
        for files in (self.assets, self.editor_files):
            if path in files:
                return _file(files[path], zipped=zipped)
        own = scope["query_string"] or any(name == b"cookie" for name, _ in scope["headers"])
        page = None if own else self.pages.get(path)
        if page is None:
            return None
        if scope["method"] == "GET":
            arrivals.add(path)
        return Answer(200, *page.answer(accepts_gzip=zipped))

    async def _from_django(self, scope: Scope, receive: Receive) -> Answer:
        visitor = self.limits.blind(self._address(scope))
        if self._in_flight.total() >= MOST_IN_FLIGHT or self._in_flight[visitor] >= MOST_OF_ONE_VISITOR:
            return OVERLOADED
        self._in_flight[visitor] += 1
        try:
            return await self._asked(scope, receive, visitor)
        except Exception:  # whatever it was, the answer carries the headers and says what to do
            logger.exception("a request failed in front of Django")
            return FAILED
        finally:
            self._in_flight[visitor] -= 1
            if not self._in_flight[visitor]:
                del self._in_flight[visitor]

    async def _asked(self, scope: Scope, receive: Receive, visitor: bytes) -> Answer:
        as_of = self.pages.changes
        most = self._most_bytes(scope, visitor)
        if most == MOST_BODY_BYTES:
            answer = await self._through_django(scope, receive, visitor, most)
        else:
            self._larger.add(visitor)
            try:
                answer = await self._through_django(scope, receive, visitor, most)
            finally:
                self._larger.discard(visitor)
        if any(name == _KEEP for name, _ in answer.headers):
            policies = (
                _header(answer, name) for name in (b"content-security-policy", b"cross-origin-resource-policy")
            )
            page = Page.of(_content_type(answer), answer.body, *policies)
            if not scope["query_string"]:
                self.pages.keep(scope["path"], page, as_of=as_of)
            if scope["method"] == "GET":
                arrivals.add(scope["path"])
            return Answer(200, *page.answer(accepts_gzip=_accepts_gzip(scope)))
        return Answer(answer.status, private(answer), answer.body)

    async def _through_django(self, scope: Scope, receive: Receive, visitor: bytes, most: int) -> Answer:
        extra: dict[str, object] = {VISITOR: visitor}
        body = await read_body(scope, receive, most)
        if isinstance(body, Refusal):
            extra[REFUSAL] = body.value
            body = b""
        return await self.bridge(scope, body, extra)

    def _most_bytes(self, scope: Scope, visitor: bytes) -> int:
        """How large a body may be; a larger one than most pages take needs a cookie and a free place."""
        if scope["method"] in {"GET", "HEAD"} or len(self._larger) >= MOST_LARGER_AT_ONCE or visitor in self._larger:
            return MOST_BODY_BYTES
        if not any(name == b"cookie" for name, _ in scope["headers"]):
            return MOST_BODY_BYTES
        path: str = scope["path"]
        return next((most for start, most in LARGER_BODIES.items() if path.startswith(start)), MOST_BODY_BYTES)

    def _address(self, scope: Scope) -> str:
        if self.behind_proxy:
            # The last entry is the one our own proxy added; earlier ones are what the visitor claims.
            forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").rpartition(b",")[2].strip()
            if forwarded:
                return without_port(str(forwarded, "latin-1"))
        return (scope.get("client") or ("", 0))[0]

    async def _send(self, answer: Answer, send: Send, *, head: bool) -> None:
        send = self._with_headers(send)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": b"" if head else answer.body})

    def _with_headers(self, send: Send) -> Send:
        always = ALWAYS + STRICT_TRANSPORT if self.secure else ALWAYS

        async def with_headers(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                # A new one: what an application sends may be one dictionary for all its answers. What it says itself
                # (the editor has a policy of its own) stands.
                own = {name for name, _ in message["headers"]}
                added = [header for header in always if header[0] not in own]
                message = message | {"headers": [*message["headers"], *added]}
            await send(message)

        return with_headers


async def read_body(scope: Scope, receive: Receive, most: int = MOST_BODY_BYTES) -> bytes | Refusal:
    """The whole body of `most` bytes, or why it was refused; a refused body is drained, never held."""
    refusal = _refused_by_headers(scope, most)
    # Most bodies are one piece that is here already; the server hangs up on a first piece that never comes.
    first = await receive()
    if first["type"] == "http.disconnect":
        return Refusal.CUT_OFF
    if not first.get("more_body"):
        body: bytes = first.get("body", b"")
        return refusal or (Refusal.TOO_LARGE if len(body) > most else body)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _rest_of_body(first.get("body", b""), refusal, receive, most)
    except TimeoutError:
        return Refusal.TOO_SLOW


async def _rest_of_body(first: bytes, refusal: Refusal | None, receive: Receive, most: int) -> bytes | Refusal:
    chunks, size, more = [first], len(first), True
    while more and size < MOST_DRAINED_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return Refusal.CUT_OFF  # half a message must not be kept as a whole one
        chunk = message.get("body", b"")
        size += len(chunk)
        if refusal is None and size > most:
            refusal = Refusal.TOO_LARGE
            chunks.clear()
        if refusal is None:
            chunks.append(chunk)
        more = message.get("more_body", False)
    return refusal or b"".join(chunks)


def _refused_by_headers(scope: Scope, most: int) -> Refusal | None:
    if scope["method"] in {"GET", "HEAD"}:
        return None
    headers = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").lower()
    if kind.startswith(b"multipart/") and any(part in scope["path"] for part in SEEKER_PATHS):
        return Refusal.FILES
    length = headers.get(b"content-length", b"0")
    # Looked at as a text first: Python refuses to read a number of thousands of digits.
    too_large = length.isdigit() and (len(length) > MOST_LENGTH_DIGITS or int(length) > most)
    return Refusal.TOO_LARGE if too_large else None


def private(answer: Answer) -> Headers:
    """The headers of an answer that nobody may keep."""
    headers = [(n, v) for n, v in answer.headers if n not in {_KEEP, b"content-length", b"cache-control"}]
    return [*headers, NO_STORE, (b"content-length", str(len(answer.body)).encode())]


def _file(file: StaticFile, *, zipped: bool) -> Answer:
    body = file.gzipped if zipped else file.plain
    encoding: Headers = [(b"content-encoding", b"gzip")] if zipped else []
    length = (b"content-length", str(len(body)).encode())
    common: Headers = [
        (b"content-type", file.content_type.encode()),
        KEPT_FOR_EVER if file.for_ever else KEPT_A_DAY,
        (b"vary", b"accept-encoding"),
    ]
    return Answer(200, [*common, *encoding, length], body)


def _accepts_gzip(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])


def without_port(forwarded: str) -> str:
    """An address as some proxies write it, `203.0.113.4:40001` or `[2001:db8::1]:40001`, without its port."""
    if forwarded.startswith("["):
        return forwarded[1:].partition("]")[0]
    return forwarded.partition(":")[0] if forwarded.count(":") == 1 else forwarded


def _content_type(answer: Answer) -> bytes:
    return _header(answer, b"content-type") or b"text/html; charset=utf-8"


def _header(answer: Answer, wanted: bytes) -> bytes:
    return next((value for name, value in answer.headers if name == wanted), b"")


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
