"""Who may come in: a seeker's browser is known by one cookie, and a form must come from our own pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quietline.contact import actions
from quietline.contact.forms import ReturnForm
from quietline.contact.queries import OpenThread, StatementText, opened_by_token, statement_in_force
from quietline.edge.marks import from_our_own_page as from_our_own_page
from quietline.edge.marks import typed
from quietline.team.queries import line_for_public
from quietline.vault import CannotOpen, same, token_mac

FORM = "form"
# Of the forms of a plan (contact/plans/forms.py), besides its parts and ratings.
CARRIED = frozenset({"review_on", "version", "check_in", "helped"})
P = ParamSpec("P")


def in_force() -> StatementText:
    """The statement that is shown now; without one there is no page to write on."""
    current = statement_in_force(line_for_public(), get_language() or "en")
    if current is None:
        # Nobody may write before the limits of confidentiality are said.
        raise Http404
    return current


def form_token(opened: OpenThread) -> str:
    """What a form on a conversation page carries: derived from the cookie, of no use without it."""
    return token_mac(opened.token, FORM)


def bears_token(request: HttpRequest, opened: OpenThread) -> bool:
    return same(request.POST.get("token", ""), form_token(opened))


def opened_here(request: HttpRequest) -> OpenThread | None:
    """The thread that stands open in this browser, if any."""
    token = request.COOKIES.get(settings.QUIETLINE_SEEKER_COOKIE)
    if not token:
        return None
    try:
        return opened_by_token(token)
    except CannotOpen:
        return None


def still_open(token: str) -> bool:
    """Whether a thread stands open under this token."""
    try:
        opened_by_token(token)
    except CannotOpen:
        return False
    return True


def with_open_thread(
    view: Callable[Concatenate[HttpRequest, OpenThread, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view the thread that stands open in this browser; without one, lead to the return page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        opened = opened_here(request)
        if opened is None:
            return redirect("contact:return")
        actions.stay_open(opened=opened)
        return view(request, opened, *args, **kwargs)

    return guarded


def with_conversation(
    view: Callable[Concatenate[HttpRequest, OpenThread, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The same for what only a conversation has; a plan that nobody was shown leads to its own page."""

    @with_open_thread
    @wraps(view)
    def guarded(request: HttpRequest, opened: OpenThread, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return redirect("contact:my-plan") if opened.is_kept else view(request, opened, *args, **kwargs)

    return guarded


def stands_open(request: HttpRequest) -> str:
    """What stands open in this browser, as templates ask: `conversation`, `plan`, or nothing."""
    opened = opened_here(request)
    if opened is None:
        return ""
    return "plan" if opened.is_kept else "conversation"


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed into a form of a plan, to be carried past the page for the words."""
    names = (name for name in request.POST if name.startswith(("part_", "rate_")) or name in CARRIED)
    return [(name, str(value)) for name in names for value in request.POST.getlist(name)]


def lost_its_place(request: HttpRequest, notice: str, status: int = 409) -> HttpResponse:
    """The page for the words, with everything that a form brought."""
    pending = request.POST.get("message", "") or request.POST.get("pending", "")
    context = {
        "form": ReturnForm(initial={"pending": pending}),
        "notice": notice,
        "pending": pending,
        "carried": carried(request),
        "typed": typed(request),
    }
    return render(request, "contact/return.html", context, status=status)


def time_ran_out(request: HttpRequest) -> HttpResponse:
    """The page for the words, with the text of a form that came too late."""
    notice = _(
        "Your conversation was shut here after a while, or you erased it. Type your words again. "
        "What you wrote is kept on this page."
    )
    return lost_its_place(request, notice, 401)


def set_cookie(response: HttpResponse, token: str) -> HttpResponse:
    """Give this browser the one cookie it ever gets; it ends with the browser."""
    response.set_cookie(
        settings.QUIETLINE_SEEKER_COOKIE,
        token,
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
        path="/",
    )
    return response


def take_cookie(response: HttpResponse, *, at_once: bool = False) -> HttpResponse:
    """Take the cookie back, and ask the browser to drop what it kept of our pages.

    `at_once` leaves out its cache of pages, which a browser may walk for seconds before it goes anywhere; pages of a
    conversation are never in it.
    """
    response.set_cookie(
        settings.QUIETLINE_SEEKER_COOKIE,
        "",
        max_age=0,
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
        path="/",
    )
    # Not "cookies": it would sign out a practitioner who looks at the public pages in the same browser.
    response["Clear-Site-Data"] = '"storage"' if at_once else '"cache", "storage"'
    return response
