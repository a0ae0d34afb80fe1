"""Asking for a practitioner's keys, or once more for who they are, before a view runs; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from quietline.edge.marks import typed
from quietline.team.keys import KeysLocked, LineKeys, are_kept, open_line_keys, private_key_of, set_key_cookie
from quietline.team.models import Practitioner
from quietline.team.rota.actions import seen
from quietline.team.sign_in.confirming import Asking, confirm, take_off
from quietline.team.sign_in.passing import is_fresh

P = ParamSpec("P")


def with_keys(
    view: Callable[Concatenate[HttpRequest, Practitioner, LineKeys, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view the signed-in practitioner and the line keys they hold."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        practitioner = cast(Practitioner, request.user)  # LoginRequiredMiddleware let nobody else in
        try:
            keys = open_line_keys(practitioner, private_key_of(request, practitioner))
        except KeysLocked:
            # A session that began with a passkey, which could not open them: the password does.
            return sign_in_again(request) if are_kept(request) else _confirmed(request, guarded, *args, **kwargs)
        with suppress(DatabaseError):  # a courtesy: no page fails for it
            seen(by=practitioner.pk)
        return view(request, practitioner, keys, *args, **kwargs)

    return guarded


def reauthenticate(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Run the view only for somebody who showed within five minutes that it is them; else ask for the password, or a
    passkey of theirs, first.

    For disclosures, exports and acts on keys. The form that was sent goes on when it was right.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_fresh(request, cast(Practitioner, request.user)):
            return view(request, *args, **kwargs)
        return _confirmed(request, view, *args, **kwargs)

    return guarded


def _confirmed(
    request: HttpRequest, view: Callable[Concatenate[HttpRequest, P], HttpResponse], *args: P.args, **kwargs: P.kwargs
) -> HttpResponse:
    try:
        token = confirm(request)
    except Asking as asking:
        return asking.response
    if token:
        request.COOKIES[settings.QUIETLINE_KEY_COOKIE] = token
    take_off(request)
    response = view(request, *args, **kwargs)
    return set_key_cookie(response, token) if token else response


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in and back; of a form, show what was written, to be copied after signing in."""
    address = f"{reverse('team:sign-in')}?{urlencode({'next': request.path, 'again': 1})}"
    if request.method == "POST":
        # What was being written must not be lost: it is shown once more, to be copied after signing in.
        return render(
            request,
            "team/sign_in_again.html",
            {"text": typed(request), "address": address},
            status=401,
        )
    return redirect(address)
