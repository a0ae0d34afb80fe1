"""Who comes in to what only safeguarding leads do; anybody else is told whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quietline.edge.marks import typed
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.permissions import May, may

P = ParamSpec("P")


def leads_alone(
    view: Callable[Concatenate[HttpRequest, Practitioner, LineKeys, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Practitioner, LineKeys, P], HttpResponse]:
    """Let safeguarding leads in; what somebody else typed is shown once more."""

    @wraps(view)
    def guarded(
        request: HttpRequest, practitioner: Practitioner, keys: LineKeys, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not may(practitioner, May.LEAD):
            return not_yours(request)
        return view(request, practitioner, keys, *args, **kwargs)

    return guarded


def not_yours(request: HttpRequest) -> HttpResponse:
    """What somebody reads who is no lead."""
    text = typed(request) if request.method == "POST" else ""
    return render(request, "desk/safeguarding/not_yours.html", {"text": text}, status=403)
