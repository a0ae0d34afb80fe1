"""Around every view of the partners' island: a sign-in unless a view says that it needs none, and plain errors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from quietline.config.island.views import in_trouble, refused, wrong_method
from quietline.edge.marks import REFUSAL, Refusal
from quietline.insights.partners import sittings

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Answered:
    """A page with words for what the edge did not read, for a wrong method, and for a database in trouble."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = request.META.get(REFUSAL)
        if refusal:
            return refused(request, Refusal(refusal))
        response = self.get_response(request)
        return wrong_method(request, response["Allow"]) if isinstance(response, HttpResponseNotAllowed) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, DatabaseError):
            return None
        logger.error("the figures database is in trouble", exc_info=exception)
        return in_trouble(request)


class SignedIn:
    """Refuses by default; a busy sitting is renewed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        held = request.META.get("quietline.held")
        if isinstance(held, sittings.Held) and isinstance(response, HttpResponse):
            sittings.renew(response, held)
        return response

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> HttpResponseBase | None:
        if getattr(view, "login_required", True) is False:
            return None
        held = sittings.held(request)
        sitting = sittings.sitting_of(held) if held else None
        if held and sitting:
            request.META |= {"quietline.held": held, sittings.SITTING: sitting}
            return None
        return _to_sign_in(request)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    # What was sent can't be sent again by itself, and nothing that partners write is long.
    asked = {"next": request.get_full_path()} if request.method == "GET" else {"again": "1"}
    return redirect(f"{reverse('partners:sign-in')}?{urlencode(asked)}")


def page(request: HttpRequest) -> dict[str, object]:
    """What every template may say: whether somebody is signed in here."""
    return {"signed_in": sittings.SITTING in request.META}
