"""The password asked for once more before an act of the figures, which know nothing of practitioners' keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from quietline.team.guards import reauthenticate

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def confirmed(view: View[P]) -> View[P]:
    """Look freely; what is sent takes somebody who showed within five minutes that it is them."""
    sent = reauthenticate(view)

    @wraps(view)
    def either(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return (sent if request.method == "POST" else view)(request, *args, **kwargs)

    return either
