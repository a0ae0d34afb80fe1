from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from quietline.content.offline.bundle import Bundle, bundle, newest
from quietline.content.offline.epub import epub
from quietline.content.queries import ENGLISH
from quietline.edge.marks import public_page


@login_not_required
@require_safe
@public_page
def offer(request: HttpRequest) -> HttpResponse:
    """Where the files are offered, and what to mind on a shared device."""
    return render(request, "content/offline/offer.html")


@login_not_required
@require_safe
@public_page
def one_page(request: HttpRequest) -> HttpResponse:
    """All in one HTML file."""
    return render(request, "content/offline/one_page.html", {"bundle": _bundle()})


@login_not_required
@require_safe
@public_page
def book(request: HttpRequest) -> HttpResponse:
    """All in one EPUB."""
    made = _bundle()
    return HttpResponse(epub(made, modified=newest(made.language)), content_type="application/epub+zip")


def _bundle() -> Bundle:
    made = bundle(get_language() or ENGLISH) or bundle(ENGLISH)
    if made is None:
        raise Http404
    return made
