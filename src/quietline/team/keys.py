"""A practitioner's keys during a shift: in the session row, under a key that only the browser's cookie has."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse

from quietline.team.models import LineKeyHold, Practitioner
from quietline.team.sign_in.passing import has_second_factor
from quietline.vault import (
    CannotOpen,
    Pepper,
    PrivateKey,
    Sealed,
    lock_private_key,
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
_BEGAN = "began"
# Away from the desk for so long, and the keys are shut again: the session's row expires, and the clock takes it away.
IDLE_SECONDS = 30 * 60
# A shift: after this the password is asked for anew, busy or not.
SHIFT_SECONDS = 10 * 60 * 60
# How often a busy session's life is renewed, so that reading costs no write a page.
_RENEWAL_SECONDS = 60


class KeysLocked(Exception):
    """The keys are not at hand: signed in elsewhere, idle too long, or the cookie is gone. Signing in opens them."""


def lock(private: PrivateKey, password: str) -> Sealed:
    """A private key as it stands in its practitioner's row."""
    return lock_private_key(private, password, pepper=Pepper(settings.QUIETLINE_PEPPER))


def unlocked(practitioner: Practitioner, password: str) -> PrivateKey:
    """The private key that this password opens.

    Raises:
        CannotOpen: when it does not.
    """
    sealed = Sealed(bytes(practitioner.locked_private_key))
    return unlock_private_key(sealed, password, pepper=Pepper(settings.QUIETLINE_PEPPER))


def begin_shift(request: HttpRequest) -> None:
    """From now on the session's time runs: idle, and in all."""
    request.session[_SEEN] = request.session[_BEGAN] = int(time.time())


def keep_for_shift(request: HttpRequest, practitioner: Practitioner, private: PrivateKey) -> str:
    """Keep the private key for this session; returns what the key cookie must carry."""
    token = new_token()
    wrapped = wrap(split_token(token).key, private, use=_USE, bound_to=practitioner.pk.bytes)
    request.session[_WRAPPED] = base64.b64encode(wrapped).decode()
    return token


def are_kept(request: HttpRequest) -> bool:
    """Whether this session has keys: one that began with a passkey may have none until the password is told."""
    return _WRAPPED in request.session


def private_key_of(request: HttpRequest, practitioner: Practitioner) -> PrivateKey:
    """The signed-in practitioner's private key, for this request.

    Raises:
        KeysLocked
    """
    if not is_in(request, practitioner):
        raise KeysLocked
    private = own_private_key(request, practitioner)
    _note_seen(request)
    return private


def is_in(request: HttpRequest, practitioner: Practitioner) -> bool:
    """Whether the session is in its time and showed a second factor."""
    return _in_time(request) and has_second_factor(request, practitioner)


def _in_time(request: HttpRequest) -> bool:
    now = int(time.time())
    idle, shift = now - request.session.get(_SEEN, 0), now - request.session.get(_BEGAN, 0)
    # A clock set back counts as too long.
    return bool(0 <= idle <= IDLE_SECONDS and 0 <= shift <= SHIFT_SECONDS)


def _note_seen(request: HttpRequest) -> None:
    now = int(time.time())
    if now - request.session[_SEEN] > _RENEWAL_SECONDS:
        request.session[_SEEN] = now


def own_private_key(request: HttpRequest, practitioner: Practitioner) -> PrivateKey:
    """The same before a second factor was shown: for the pages that set one up, and for no other.

    Raises:
        KeysLocked
    """
    try:
        key = split_token(request.COOKIES.get(settings.QUIETLINE_KEY_COOKIE, "")).key
        wrapped = Sealed(base64.b64decode(request.session.get(_WRAPPED, "")))
        return PrivateKey(unwrap(key, wrapped, use=_USE, bound_to=practitioner.pk.bytes))
    except CannotOpen:
        raise KeysLocked from None


def instants_of(said: Mapping[str, object]) -> tuple[int, int]:
    """When a session began and when it was last seen, of what its row says."""
    return int(str(said.get(_BEGAN, 0))), int(str(said.get(_SEEN, 0)))


def shut_idle_sessions() -> None:
    """Take away the rows of sessions that ran out; with them goes what an old cookie could still open."""
    SessionStore.clear_expired()


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


def renew(request: HttpRequest) -> bool:
    """Renew a busy session, whether or not it opens keys; not one that was idle, or open, for too long.

    The editor's scripts ask by themselves whether somebody else edits: that is nobody being there, and renews nothing.
    """
    if not _in_time(request):
        return False
    if "/editing-sessions/" not in request.path:
        _note_seen(request)
    return True
