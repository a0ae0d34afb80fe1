"""A practitioner's keys during a shift: in the session row, under a key that only the browser's cookie has."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from quietline.team.models import LineKeyHold, Practitioner
from quietline.vault import (
    CannotOpen,
    PrivateKey,
    Sealed,
    new_token,
    open_with,
    split_token,
    unlock_private_key,
    unwrap,
    wrap,
)

LineKeys = Mapping[int, PrivateKey]

_USE = "shift"
_WRAPPED = "wrapped_key"
_SEEN = "seen"
# Away from the desk for so long, and the keys are shut again.
IDLE_SECONDS = 30 * 60


class KeysLocked(Exception):
    """The keys are not at hand: signed in elsewhere, idle too long, or the cookie is gone. Signing in opens them."""


def unlock(request: HttpRequest, practitioner: Practitioner, password: str) -> str:
    """Open the private key with the password and keep it for this session; returns what the key cookie must carry.

    Raises:
        CannotOpen: when the password does not open it.
    """
    private = unlock_private_key(Sealed(bytes(practitioner.locked_private_key)), password)
    token = new_token()
    wrapped = wrap(split_token(token).key, private, use=_USE, bound_to=practitioner.pk.bytes)
    request.session[_WRAPPED] = base64.b64encode(wrapped).decode()
    request.session[_SEEN] = int(time.time())
    return token


def private_key_of(request: HttpRequest, practitioner: Practitioner) -> PrivateKey:
    """The signed-in practitioner's private key, for this request.

    Raises:
        KeysLocked
    """
    idle = int(time.time()) - request.session.get(_SEEN, 0)
    if not 0 <= idle <= IDLE_SECONDS:  # a clock set back counts as too long
        raise KeysLocked
    try:
        key = split_token(request.COOKIES.get(settings.QUIETLINE_KEY_COOKIE, "")).key
        wrapped = Sealed(base64.b64decode(request.session.get(_WRAPPED, "")))
        private = PrivateKey(unwrap(key, wrapped, use=_USE, bound_to=practitioner.pk.bytes))
    except CannotOpen:
        raise KeysLocked from None
    if idle > IDLE_SECONDS // 30:
        request.session[_SEEN] = int(time.time())
    return private


def open_line_keys(practitioner: Practitioner, private: PrivateKey) -> LineKeys:
    """Every line key this practitioner holds, of every epoch, by its row."""
    holds = LineKeyHold.objects.filter(practitioner=practitioner)
    return {hold.line_key_id: PrivateKey(open_with(private, Sealed(bytes(hold.sealed_key)))) for hold in holds}


def set_key_cookie(response: HttpResponse, token: str) -> HttpResponse:
    response.set_cookie(
        settings.QUIETLINE_KEY_COOKIE,
        token,
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
        path="/",
    )
    return response


def take_key_cookie(response: HttpResponse) -> HttpResponse:
    response.set_cookie(
        settings.QUIETLINE_KEY_COOKIE,
        "",
        max_age=0,
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
        path="/",
    )
    return response
