"""How a view tells the edge what it may do with an answer, and how the edge tells a view what came in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

# Between Django and the edge only: the edge takes it off before anything leaves.
KEEP_HEADER = "X-Quietline-Keep"
# Stands in a kept page where each visitor's copy gets random characters of its own.
FRESH_DRAFT = "fresh-draft-placed-by-the-edge"
# What a draft is made of (contact/forms.py).
DRAFT_BYTES = 16
# Where a request's environment says why the edge left the body unread, and by which blinded key it is counted.
REFUSAL = "quietline.refusal"
VISITOR = "quietline.visitor"


class Refusal(StrEnum):
    TOO_LARGE = "too-large"
    FILES = "files"
    TOO_SLOW = "too-slow"
    CUT_OFF = "cut-off"


P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def public_page(view: View[P]) -> View[P]:
    """Mark a page that is the same for every visitor: the edge keeps it and answers for Django."""

    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Whoever brings a cookie may read of their open conversation there: that copy is theirs alone.
        same_for_all = not request.COOKIES and not response.cookies
        if request.method not in {"GET", "HEAD"} or response.status_code != 200:
            return response
        if same_for_all:
            response[KEEP_HEADER] = "1"
        else:
            # Never one draft for two visitors: a form sent twice, draft and all, leads to one conversation.
            draft = secrets.token_hex(DRAFT_BYTES).encode()
            response.content = response.content.replace(FRESH_DRAFT.encode(), draft)
        return response

    return marked


def visitor(request: HttpRequest) -> bytes:
    """The blinded key this visitor is counted by (empty where no edge stands in front)."""
    blinded = request.META.get(VISITOR, b"")
    return blinded if isinstance(blinded, bytes) else b""


def from_our_own_page(request: HttpRequest) -> bool:
    """Whether a posted form came from this site, as the browser itself says.

    Nothing secret stands in the public forms, so that they can be kept at the edge: the browser's word is the guard.
    A client that sends neither header is no browser of the last years, and nobody can be tricked into using it.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    ours = f"{request.scheme}://{request.get_host()}"
    return site in {"same-origin", "none"} and origin in {None, ours}


def typed(request: HttpRequest) -> str:
    """The free text of a posted form, to be shown once more where it could not be taken."""
    texts = [value for name, value in request.POST.items() if name == "message" or name.startswith(("text-", "part_"))]
    return "\n\n".join(str(text) for text in texts if text)
