"""Who may listen on the desk: a signed-in practitioner, to the queue and to the threads they may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.http import Http404, HttpRequest

from quietline.contact.chat.live import after, practitioner_types
from quietline.contact.chat.news import HolderNews
from quietline.contact.chat.presence import presence
from quietline.contact.committing import DESK
from quietline.desk.opening import opened_for
from quietline.live.hub import hub
from quietline.live.stream import Event, EventStream, Receive, Scope, Send, in_reader
from quietline.team.changes import STAFF
from quietline.team.keys import KeysLocked, is_in, open_line_keys, private_key_of
from quietline.team.models import Practitioner
from quietline.team.permissions import May, may
from quietline.team.sign_in.kept import SessionStore


@dataclass(frozen=True, slots=True)
class QueueNews:
    """Tells *that* something changed in the queue, never what."""

    topics: tuple[str, ...] = (DESK,)
    beats: bool = False

    def news(self, woken: frozenset[str]) -> list[Event]:
        return [Event("changed")] if woken else []


@dataclass(slots=True)
class Watched:
    """What staff hear for as long as they may: asked anew whenever a session ended or a role or a key changed, and at
    each beat, as a session runs out without anybody's doing."""

    source: QueueNews | HolderNews
    opens: Callable[[Scope], object | None]
    scope: Scope
    beats: bool = True
    _began: bool = False

    @property
    def topics(self) -> tuple[str, ...]:
        return *self.source.topics, STAFF

    @property
    def thread_id(self) -> UUID | None:
        return self.source.thread_id if isinstance(self.source, HolderNews) else None

    @property
    def practitioner(self) -> UUID | None:
        return self.source.practitioner if isinstance(self.source, HolderNews) else None

    def news(self, woken: frozenset[str]) -> list[Event] | None:
        heard = woken - {STAFF}
        if self._began and heard == woken and woken:
            return self.source.news(woken)
        if self._began and self.opens(self.scope) is None:
            return None
        self._began, first = True, not self._began
        return self.source.news(heard) if heard or first else []


def watched(opens: Callable[[Scope], QueueNews | HolderNews | None]) -> Callable[[Scope], Watched | None]:
    """The same source, ended with what let somebody hear it."""

    def opened(scope: Scope) -> Watched | None:
        source = opens(scope)
        return Watched(source, opens, scope) if source is not None else None

    return opened


def _queue(scope: Scope) -> QueueNews | None:
    who = _signed_in(scope)
    return QueueNews() if who and may(who[1], May.WORK) else None


def _one_thread(scope: Scope) -> HolderNews | None:
    """The thread that a page of the desk shows, opened with the keys of whoever is signed in there."""
    who = _signed_in(scope)
    if who is None:
        return None
    request, practitioner = who
    try:
        keys = open_line_keys(practitioner, private_key_of(request, practitioner))
        opened = opened_for(practitioner, keys, UUID(scope["path_params"]["thread_id"]))
    except (KeysLocked, Http404, ValueError):
        return None
    return HolderNews(thread_id=opened.thread.pk, key=opened.key, practitioner=practitioner.pk, after=after(scope))


class HolderStream(EventStream):
    """The stream of a thread's page on the desk; while it is open its practitioner counts as present."""

    async def _tell(self, source: Any, send: Send, gone: Any) -> None:
        with presence.of_holder(source.thread_id, source.practitioner):
            await super()._tell(source, send, gone)


async def holder_types(scope: Scope, receive: Receive, send: Send) -> None:
    """The bare signal that a practitioner types in a thread they may see."""
    source = await in_reader(_one_thread, scope) if scope["method"] == "POST" else None
    if source is not None:
        hub.publish(practitioner_types(source.thread_id))
    await send({"type": "http.response.start", "status": 204, "headers": [(b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": b""})


def _signed_in(scope: Scope) -> tuple[HttpRequest, Practitioner] | None:
    try:
        cookies = SimpleCookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return None
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    if morsel is None:
        return None
    request = HttpRequest()
    request.session = SessionStore(morsel.value)
    request.COOKIES = {name: each.value for name, each in cookies.items()}
    practitioner = get_user(request)
    if not isinstance(practitioner, Practitioner) or not is_in(request, practitioner):
        return None
    return request, practitioner


desk_stream = EventStream(hub, watched(_queue))
holder_stream = HolderStream(hub, watched(_one_thread))
