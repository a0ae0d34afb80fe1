"""The warning message: a campaign's words and the first step's questions, for other platforms to lead to or to show.

In a frame it has a policy of its own: the sites that the administrator listed may show it, and nothing else is looser
than on any other page. Every other site's visitors see an empty frame, as their browsers refuse it (docs/adr/0020).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from quietline.campaigns.models import Campaign
from quietline.campaigns.queries import campaign_by_code
from quietline.content.first_step.views import turn
from quietline.content.landing.queries import wording_of
from quietline.content.models import FirstStepPage
from quietline.content.queries import ENGLISH, live_page, review_of
from quietline.content.rules import FIRST_STEP
from quietline.edge.headers import framed_policy
from quietline.edge.marks import public_page
from quietline.ui.languages import language_link


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def warning(request: HttpRequest, code: str) -> HttpResponse:
    """The message as a page of the site: where a plain link leads."""
    campaign = _campaign(code)
    return _shown(request, campaign, "content/warning.html", reverse("content:warning", args=[campaign.code]))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def frame(request: HttpRequest, code: str) -> HttpResponse:
    """The same for a partner's frame: no script, nothing kept, and every link opens the site itself."""
    campaign = _campaign(code)
    address = reverse("content:warning-frame", args=[campaign.code])
    response = _shown(request, campaign, "content/warning_frame.html", address)
    response["Content-Security-Policy"] = framed_policy([each.origin for each in campaign.embed_origins.all()])
    return response


@login_not_required
@require_safe
def embed(request: HttpRequest, code: str) -> HttpResponse:
    """What a partner copies into their own pages, in each language."""
    campaign = _campaign(code)
    origin = settings.ORIGIN or request.build_absolute_uri("/").rstrip("/")
    snippets = [_snippet(campaign, language, origin) for language, _name in settings.LANGUAGES]
    context = {"snippets": snippets, "any_listed": campaign.embed_origins.exists()}
    return render(request, "content/embed.html", context)


def _campaign(code: str) -> Campaign:
    campaign = campaign_by_code(code.lower())
    if campaign is None:
        raise Http404
    return campaign


def _shown(request: HttpRequest, campaign: Campaign, template: str, address: str) -> HttpResponse:
    language = get_language() or ENGLISH
    page = _first_step(language) or _first_step(ENGLISH)
    if page is None:
        raise Http404
    taken = turn(request, page)
    context: dict[str, Any] = taken.context(page, language) | {
        "address": address,
        "campaign": campaign,
        "wording": wording_of(campaign, language),
        "review": review_of(page),
        "begins": taken.piece is not None and taken.piece == next(iter(page.body), None),
    }
    return render(request, template, context, status=taken.status)


def _first_step(language: str) -> FirstStepPage | None:
    found = live_page(f"/{language}/{FIRST_STEP}/")
    return found.page if found and isinstance(found.page, FirstStepPage) and found.page.has_what_it_needs() else None


def _snippet(campaign: Campaign, language: str, origin: str) -> dict[str, str]:
    with translation.override(language):
        link, framed = (reverse(name, args=[campaign.code]) for name in ("content:warning", "content:warning-frame"))
    return language_link(language, origin + link) | {"framed": origin + framed}
