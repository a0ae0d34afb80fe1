"""Who is signed in, for the views; that somebody is, `config/island` saw to before any of them ran."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse

from quietline.insights.partners.models import Partner, Sitting
from quietline.insights.partners.sittings import SITTING

P = ParamSpec("P")


def here(request: HttpRequest) -> Sitting:
    return cast(Sitting, request.META[SITTING])


def for_partners(
    view: Callable[Concatenate[HttpRequest, Partner, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view the partner who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, here(request).partner, *args, **kwargs)

    return guarded
