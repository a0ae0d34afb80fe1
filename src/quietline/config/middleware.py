"""What Django does around a view: as little as possible on the seeker's way, the usual where staff sign in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import OperationalError
from django.http import HttpRequest, HttpResponseForbidden, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.translation import get_language_from_path

from quietline.config.views import EDITOR, bad_request, in_trouble, wrong_method
from quietline.config.views import refused as refused_at_the_edge
from quietline.content import nonce
from quietline.desk.act_page import not_yours
from quietline.desk.permitted import asked_for
from quietline.edge.marks import REFUSAL, Refusal
from quietline.team.guards import sign_in_again
from quietline.team.keys import renew
from quietline.team.models import Practitioner
from quietline.team.permissions import May, may, refused
from quietline.team.sign_in.passing import has_second_factor
from quietline.team.sign_in.reach import opens_before_second_factor

logger = logging.getLogger(__name__)

# Sessions, sign-in and Django's CSRF tokens exist below these paths only: elsewhere a visitor stays unknown and a page
# costs nothing of theirs. The seeker's way has a guard of its own (contact/guards.py).
SIGNED_IN_PATHS = (
    "/desk/",
    "/campaigns/",
    "/figures/",
    "/edit/",
    "/sign-in/",
    "/sign-out/",
    "/account/",
    "/invited/",
    "/reset/",
)
# Where `desk/permitted` is asked before any view runs.
ASKED = ("/desk/", "/campaigns/", "/figures/")
TAKES_FILES = ("/edit/images/", "/edit/translations/", "/campaigns/areas/", "/campaigns/history/")
# As strict as the editor can bear: `unsafe-inline` for styles only, as its text field writes a style element.
EDITORS_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)


def _signed_in_path(request: HttpRequest) -> bool:
    # A preview is asked for below /edit/, in the name of the page that it shows.
    return request.path.startswith(SIGNED_IN_PATHS) or getattr(request, "is_dummy", False)


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


class RefusedByDefault(LoginRequiredMiddleware):
    """Asks for a sign-in with a second factor wherever a view does not say that it needs none.

    Below /edit/ whatever it says: the views there are Wagtail's.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        edits = request.path.startswith(EDITOR)
        if not edits and getattr(view_func, "login_required", True) is False:
            return None
        if not request.user.is_authenticated:
            return self._to_sign_in(request)
        if not renew(request):
            return sign_in_again(request)
        if opens_before_second_factor(view_func):
            return None
        if not has_second_factor(request, request.user):
            return redirect("team:account")
        if edits and not (may(request.user, May.WRITE_PAGES) and request.user.has_perm("wagtailadmin.access_admin")):
            raise PermissionDenied
        return _asked(request) if request.path.startswith(ASKED) else None

    def _to_sign_in(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST":
            return sign_in_again(request)
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


def _asked(request: HttpRequest) -> HttpResponseBase | None:
    """Refuse a page that none of this practitioner's roles allows, or that no row of the table names."""
    match, person = request.resolver_match, request.user
    what = asked_for(match.view_name.removeprefix("desk:"), request.method or "") if match else None
    if what and isinstance(person, Practitioner) and may(person, what):
        return None
    if match and match.view_name == "desk:list" and request.method == "GET":
        return redirect("desk:own-keys")  # where everybody who signs in may be
    return not_yours(request, refused(what) if what else "")


class StaffCsrf(CsrfViewMiddleware):
    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if _signed_in_path(request) else self.get_response(request)

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseForbidden | None:
        if not _signed_in_path(request):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)


class EditorsMessages(MessageMiddleware):
    """What the editor says after an act: kept in the session until the next page, below its own paths only."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith(EDITOR):
            super().process_request(request)


class HandedIn:
    """Where staff hand in files, these are read into memory; everywhere else a file is dropped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(TAKES_FILES):
            request.upload_handlers = [MemoryFileUploadHandler(request)]
        return self.get_response(request)


class EditorsPolicy:
    """The editor's pages.

    Their scripts are few and inline ones carry a nonce (content/nonce.py); its text field styles itself by script.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(EDITOR) or getattr(request, "is_dummy", False):
            return self.get_response(request)
        with nonce.drawn() as drawn:
            response = self.get_response(request)
        response["Content-Security-Policy"] = EDITORS_POLICY.format(nonce=drawn)
        return response


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


class EditorsForms:
    """A form below the editor that no browser sends, which Wagtail takes apart without a look: told, and logged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        malformed = isinstance(exception, ValueError | LookupError | TypeError | AttributeError)
        if not (malformed and request.method == "POST" and request.path.startswith(EDITOR)):
            return None
        logger.error("the editor could not read a form", exc_info=exception)
        return bad_request(request)


class RefusedAtTheEdge:
    """Answers for a request whose body the edge did not read: too large, too slow, or files for a seeker's path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = request.META.get(REFUSAL)
        return refused_at_the_edge(request, Refusal(refusal)) if refusal else self.get_response(request)


class WrongMethod:
    """A page instead of Django's empty answer, for whoever sent a form to where none is taken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        return wrong_method(request, response) if isinstance(response, HttpResponseNotAllowed) else response
