"""Who comes in to the pages of the team: supervisors and administrators; anybody else is told whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quietline.team.models import Practitioner

P = ParamSpec("P")


def for_team_keepers(
    view: Callable[Concatenate[HttpRequest, Practitioner, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view the supervisor or administrator who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        practitioner = cast(Practitioner, request.user)  # LoginRequiredMiddleware let nobody else in
        if not (practitioner.is_supervisor or practitioner.is_administrator):
            return render(request, "desk/team/not_yours.html", status=403)
        return view(request, practitioner, *args, **kwargs)

    return guarded
