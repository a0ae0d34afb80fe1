"""Who may listen for changes on the desk: a signed-in practitioner, for as long as the session lasts."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.http import HttpRequest

from quietline.contact.committing import DESK
from quietline.live.hub import hub
from quietline.live.stream import WakeStream


def _topic(headers: list[tuple[bytes, bytes]]) -> str | None:
    try:
        cookies = SimpleCookie(dict(headers).get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return None
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    if morsel is None:
        return None
    request = HttpRequest()
    request.session = SessionStore(morsel.value)
    try:
        return DESK if get_user(request).is_authenticated else None
    finally:
        # This thread is the event loop's own: it keeps no connection open for later.
        connections.close_all()


desk_stream = WakeStream(hub, _topic)
