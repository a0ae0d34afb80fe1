"""Who comes in to the register: administrators and evaluators; anybody else is told whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quietline.team.models import Practitioner

P = ParamSpec("P")


def keeps_campaigns(person: Practitioner) -> bool:
    return person.is_administrator or person.is_evaluator


def for_register_keepers(
    view: Callable[Concatenate[HttpRequest, Practitioner, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view whoever keeps the register and is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = cast(Practitioner, request.user)  # LoginRequiredMiddleware let nobody else in
        if not keeps_campaigns(person):
            return render(request, "desk/campaigns/not_yours.html", status=403)
        return view(request, person, *args, **kwargs)

    return guarded
