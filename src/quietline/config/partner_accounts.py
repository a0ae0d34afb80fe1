"""The desk's pages of partners' accounts, with the password asked for once more before each act.

Here because asking for it leads to practitioners' keys, of which the figures know nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.urls import path

from quietline.insights.partners.inviting import views
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


app_name = "partner-accounts"
urlpatterns = [
    path("partners/", views.listing, name="list"),
    path("partners/new/", confirmed(views.new), name="new"),
    path("partners/<int:partner>/", confirmed(views.change), name="change"),
    path("partners/<int:partner>/again/", confirmed(views.again), name="again"),
    path("partners/<int:partner>/end/", confirmed(views.end), name="end"),
]
