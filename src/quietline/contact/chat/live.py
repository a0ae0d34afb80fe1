"""The live wire of a conversation in raw ASGI: the seeker's stream, saying something, and the signal of typing.

A message costs one turn of the event loop and its share of a group's transaction: no thread, no view, no template.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from quietline.contact.chat import queries
from quietline.contact.chat.news import SeekerNews, practitioner_types, seeker_types
from quietline.contact.chat.presence import presence
from quietline.contact.committing import Refusal, committer
from quietline.contact.guards import FORM
from quietline.contact.pieces import FromBrowser
from quietline.contact.rules import MESSAGE_CHARACTERS, clean_text, sent_once
from quietline.contact.said import not_kept, too_many
from quietline.contact.states import NotPossible
from quietline.edge.app import read_body
from quietline.edge.limits import limits
from quietline.edge.marks import Refusal as RefusedBody
from quietline.live.hub import hub
from quietline.live.stream import EventStream, Receive, Scope, Send, in_reader
from quietline.vault import CannotOpen, same, split_token, token_mac

logger = logging.getLogger(__name__)
__all__ = ["after", "practitioner_types", "say", "seeker_stream", "type_signal"]


# Read once: a setting costs as much as a seal.
_COOKIE = str(settings.QUIETLINE_SEEKER_COOKIE)
_SCHEME = "https" if settings.SECURE else "http"


def _cookie(scope: Scope) -> str:
    """The seeker's cookie; of a value that is none, `split_token` says so."""
    given: str = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    for part in given.split(";"):
        name, _equals, value = part.strip().partition("=")
        if name == _COOKIE:
            return value
    return ""


def after(scope: Scope) -> int:
    """Where to go on: what the browser had last, or else what its page showed."""
    last = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    given = last or parse_qs(scope["query_string"].decode("latin-1")).get("after", ["0"])[0]
    return int(given) if given.isdigit() and len(given) < 10 else 0


def seeker_of(scope: Scope) -> SeekerNews | None:
    """What the browser that bears this request's cookie may hear; none where no thread stands open in it."""
    token = _cookie(scope)
    try:
        thread_id, key = queries.open_by_token(token)
    except CannotOpen:
        return None
    return SeekerNews(
        token=token, thread_id=thread_id, key=key, language=scope["path_params"]["language"], after=after(scope)
    )


class SeekerStream(EventStream):
    """The stream of a seeker's page; while it is open its seeker counts as present."""

    async def _tell(self, source: Any, send: Send, gone: Any) -> None:
        async with AsyncExitStack() as stack:
            if isinstance(source, SeekerNews):
                stack.enter_context(presence.of_seeker(source.thread_id))
            await super()._tell(source, send, gone)


seeker_stream = SeekerStream(hub, seeker_of)


async def say(scope: Scope, receive: Receive, send: Send) -> None:
    """Keep a message from a page with script. Answers 204, or why not as JSON: `{"say": sentence}`."""
    body = await read_body(scope, receive)
    try:
        await _keep(scope, body)
    except _Refused as refused:
        with translation.override(scope["path_params"]["language"]):
            await _answer(send, refused.status, refused.sentence())
    else:
        await _answer(send, 204, "")


class _Refused(Exception):
    """Why nothing was kept; the sentence is made where it is said, in the seeker's language."""

    def __init__(self, status: int, sentence: Callable[[], str]) -> None:
        super().__init__(status)
        self.status = status
        self.sentence = sentence


async def _keep(scope: Scope, body: bytes | RefusedBody) -> None:
    piece = _piece(scope, body)
    try:
        await committer.submit_soon(piece)
    except (Refusal, NotPossible):
        raise _Refused(401, _shut) from None
    except DatabaseError as error:
        logger.error("a seeker's message could not be kept", exc_info=error)  # noqa: TRY400
        raise _Refused(503, not_kept) from None


def _piece(scope: Scope, body: bytes | RefusedBody) -> FromBrowser:
    """What is to be kept, if all that can be looked at without the database is as it should be."""
    if scope["method"] != "POST":
        raise _Refused(405, lambda: _("That did not work"))
    if isinstance(body, RefusedBody):
        raise _Refused(413, _too_long)
    form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    text, draft, token = clean_text(_one(form, "message")), _one(form, "draft"), _cookie(scope)
    if not _from_our_own_page(scope) or not _bears(token, _one(form, "token")):
        raise _Refused(403, lambda: _("For your safety, please load this page again. Copy what you wrote first."))
    if not text:
        raise _Refused(422, lambda: _("Please write something first. One sentence is enough."))
    if len(text) > MESSAGE_CHARACTERS:
        raise _Refused(413, _too_long)
    if not limits.allow("sending", scope["visitor"]):
        raise _Refused(429, too_many)
    return FromBrowser(token=split_token(token), text=text, draft=sent_once(draft[:200], text))


def _too_long() -> str:
    return _("A message has room for %(most)d characters. Shorten it, or send it in parts.") % {
        "most": MESSAGE_CHARACTERS
    }


def _shut() -> str:
    return _("Your conversation was shut here. Copy what you wrote, then come back with your words.")


async def type_signal(scope: Scope, receive: Receive, send: Send) -> None:
    """The bare signal that somebody types. What is typed is not sent, and a body is not even read."""
    token = _cookie(scope)
    if scope["method"] == "POST" and _from_our_own_page(scope) and limits.allow("typing", scope["visitor"]):
        try:
            thread_id, _key = await in_reader(queries.open_by_token, token)
            hub.publish(seeker_types(thread_id))
        except (CannotOpen, DatabaseError):
            pass  # a signal that is lost is no loss
    await _answer(send, 204, "")


def _one(form: dict[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _bears(token: str, given: str) -> bool:
    try:
        return same(given, token_mac(token, FORM))
    except CannotOpen:
        return False


def _from_our_own_page(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    site = headers.get(b"sec-fetch-site", b"same-origin")
    ours = f"{_SCHEME}://{headers.get(b'host', b'').decode('latin-1')}"
    origin = headers.get(b"origin")
    return site == b"same-origin" and origin in {None, ours.encode()}


async def _answer(send: Send, status: int, sentence: str) -> None:
    body = json.dumps({"say": sentence}).encode() if sentence else b""
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if status in {429, 503}:
        headers.append((b"retry-after", b"30"))
    if status != 204:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
