"""Whether two acts came from one browser: for what two people must do, and for nothing else.

A browser that signs in carries a random cookie. What stands beside an act is a mark of it, bound to one thread: two
acts on that thread can be compared, and nobody's devices can be followed from one thread to the next.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from quietline.vault import Pepper, peppered_mark

# As long as somebody who uses two accounts is likely to wait between the two acts; renewed at each sign-in.
LIFE_SECONDS = 60 * 24 * 60 * 60
_BYTES = 24
_MOST_CHARACTERS = 64


def device_of(request: HttpRequest) -> str:
    """The browser's random word; empty where it has none."""
    return request.COOKIES.get(settings.QUIETLINE_DEVICE_COOKIE, "")[:_MOST_CHARACTERS]


def mark_of(device: str, *, bound_to: bytes) -> bytes | None:
    """What is kept of it beside an act; none where the browser has none."""
    if not device:
        return None
    return peppered_mark(device, bound_to=b"device\0" + bound_to, pepper=Pepper(settings.QUIETLINE_PEPPER))


def know_again(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the browser that signed in carry the cookie, the same as before where it had one."""
    response.set_cookie(
        settings.QUIETLINE_DEVICE_COOKIE,
        device_of(request) or secrets.token_urlsafe(_BYTES),
        max_age=LIFE_SECONDS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
        path="/",
    )
    return response
