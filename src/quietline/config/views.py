"""The language choice at `/`, and what is said when a request can't be answered."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header
from django.views.decorators.http import require_safe

from quietline.contact.rules import MESSAGE_CHARACTERS
from quietline.edge.app import MOST_EDITED_BYTES, MOST_PICTURE_BYTES
from quietline.edge.marks import Refusal
from quietline.edge.marks import typed as typed_in

EDITOR = "/edit/"


@login_not_required
@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Lead to the public site in a language that the browser asks for; nothing is remembered."""
    response = redirect("content:home")
    response["Location"] = f"/{_asked_for(request)}/"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _asked_for(request: HttpRequest) -> str:
    for language, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(language)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say why the edge did not read what was sent."""
    if refusal == Refusal.TOO_LARGE and request.path.startswith(EDITOR):
        # The editor speaks English.
        what_to_do = (
            f"A picture may have up to {MOST_PICTURE_BYTES // 1024**2} MB, a page up to "
            f"{MOST_EDITED_BYTES // 1024**2} MB. Nothing was kept. Go back, make it smaller and send it again."
        )
        return _say(request, 413, "That was too large", what_to_do)
    status, heading, what_to_do = {
        Refusal.TOO_LARGE: (
            413,
            _("That was too long"),
            _("A message has room for %(most)d characters. Go back, shorten it or send it in parts.")
            % {"most": MESSAGE_CHARACTERS},
        ),
        Refusal.FILES: (
            415,
            _("Files can't be sent here"),
            _("We take words only: no pictures, no files, no recordings. Go back and write in the box instead."),
        ),
        Refusal.CUT_OFF: (
            400,
            _("The connection was too slow"),
            _("Your message did not arrive in time. Go back and send it again; a shorter one arrives faster."),
        ),
        Refusal.TOO_SLOW: (
            408,
            _("The connection was too slow"),
            _("Your message did not arrive in time. Go back and send it again; a shorter one arrives faster."),
        ),
    }[refusal]
    return _say(request, status, heading, what_to_do)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _say(
        request,
        400,
        _("That did not work"),
        _("Something in the request was not as it should be. Start again from the first page."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _say(
        request,
        403,
        _("This is not open to you"),
        _("Go back and try again. If you work here, sign in first."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A desk form without its token: most often a page that stood open longer than its session."""
    what_to_do = (
        "Nothing was sent. You may have been away for a while: a sign-in ends after half an hour. "
        "Copy what you wrote, sign in again, and send it once more."
    )
    return _say(request, 403, "This page was out of date", what_to_do, typed=typed_in(request))


def wrong_method(request: HttpRequest, response: HttpResponseNotAllowed) -> HttpResponse:
    """A form was sent where none is taken, or a page asked for that only takes forms."""
    page = _say(
        request,
        405,
        _("That did not work"),
        _("Something in the request was not as it should be. Start again from the first page."),
        typed=typed_in(request),
    )
    page["Allow"] = response["Allow"]
    return page


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _say(
        request,
        404,
        _("There is no page here"),
        _("The address may be mistyped, or the page has moved. Start again from the first page."),
    )


def not_here(request: HttpRequest, **_: object) -> HttpResponse:
    """A path of the editor that is closed in this helpline."""
    raise Http404


def in_trouble(request: HttpRequest) -> HttpResponse:
    """The database is locked, full or away: what was typed is shown, so that it can be sent again."""
    heading = _("We can't do this just now")
    what_to_do = _("It is not your fault, and nothing was lost. Wait a moment, go back and try again.")
    response = _say(request, 503, heading, what_to_do, typed=typed_in(request))
    response["Retry-After"] = "10"
    return response


def failed(request: HttpRequest) -> HttpResponse:
    return _say(
        request,
        500,
        _("Something went wrong on our side"),
        _("It is not your fault. Wait a moment, go back and try again."),
    )


def _say(request: HttpRequest, status: int, heading: str, what_to_do: str, typed: str = "") -> HttpResponse:
    context = {"heading": heading, "what_to_do": what_to_do, "typed": typed}
    return render(request, "ui/refused.html", context, status=status)
