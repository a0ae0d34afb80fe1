"""Who is signed in, for the pages of the team; that they may be there `desk/permitted` says."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse

from quietline.team.models import Practitioner

P = ParamSpec("P")


def for_team_keepers(
    view: Callable[Concatenate[HttpRequest, Practitioner, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view whoever is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        practitioner = cast(Practitioner, request.user)  # LoginRequiredMiddleware let nobody else in
        return view(request, practitioner, *args, **kwargs)

    return guarded
