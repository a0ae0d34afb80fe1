"""What Django does around a view: as little as possible on the seeker's way, the usual where staff sign in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponseForbidden, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.translation import get_language_from_path

from quietline.config.views import in_trouble, refused, wrong_method
from quietline.edge.marks import REFUSAL, Refusal

logger = logging.getLogger(__name__)

# Sessions, sign-in and Django's CSRF tokens exist below these paths only: elsewhere a visitor stays unknown and a page
# costs nothing of theirs. The seeker's way has a guard of its own (contact/guards.py).
SIGNED_IN_PATHS = ("/desk/", "/sign-in/", "/sign-out/", "/account/")


def _signed_in_path(request: HttpRequest) -> bool:
    return request.path.startswith(SIGNED_IN_PATHS)


class StaffSession(SessionMiddleware):
    """Django's session, where staff sign in; a nobody everywhere else."""

    def __call__(self, request: HttpRequest) -> Any:
        if _signed_in_path(request):
            return super().__call__(request)
        request.user = AnonymousUser()
        return self.get_response(request)


class StaffSignIn(AuthenticationMiddleware):
    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if _signed_in_path(request) else self.get_response(request)


class StaffCsrf(CsrfViewMiddleware):
    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if _signed_in_path(request) else self.get_response(request)

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseForbidden | None:
        if not _signed_in_path(request):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)


class LanguageFromPath:
    """Speaks the language that the path names; the desk and everything else speaks the default one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(get_language_from_path(request.path_info) or "en"):
            return self.get_response(request)


class DatabaseInTrouble:
    """A view that could not reach the database, or not write to it, is answered with a page that keeps the text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, OperationalError):
            return None
        logger.error("the database is in trouble", exc_info=exception)
        return in_trouble(request)


class RefusedAtTheEdge:
    """Answers for a request whose body the edge did not read: too large, too slow, or files for a seeker's path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = request.META.get(REFUSAL)
        return refused(request, Refusal(refusal)) if refusal else self.get_response(request)


class WrongMethod:
    """A page instead of Django's empty answer, for whoever sent a form to where none is taken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        return wrong_method(request, response) if isinstance(response, HttpResponseNotAllowed) else response
