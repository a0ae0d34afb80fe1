"""Asking for a practitioner's keys before a view runs; who has none is led to sign in, with nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from quietline.edge.marks import typed
from quietline.team.keys import KeysLocked, LineKeys, open_line_keys, private_key_of
from quietline.team.models import Practitioner
from quietline.team.rota.actions import seen

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
            return _sign_in_again(request)
        with suppress(DatabaseError):  # a courtesy: no page fails for it
            seen(by=practitioner.pk)
        return view(request, practitioner, keys, *args, **kwargs)

    return guarded


def _sign_in_again(request: HttpRequest) -> HttpResponse:
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
