"""A campaign's short address: the same for everybody, kept at the edge, counted as a number of that day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quietline.campaigns.queries import campaign_by_code
from quietline.content.landing.queries import page_of, wording_of
from quietline.content.queries import ENGLISH, Found, live_page
from quietline.content.templatetags.site import in_language
from quietline.content.views import page_context
from quietline.edge.marks import public_page
from quietline.ui.languages import direction_of, language_link


@login_not_required
@require_safe
@public_page
def arrive(request: HttpRequest, code: str) -> HttpResponse:
    """The campaign's page in English, or in the language there is; the others are one visible choice away.

    A code that is none, or no longer one, shows the first page's offers under words that say so.
    """
    campaign = campaign_by_code(code.lower())
    home = live_page(f"/{ENGLISH}/")
    own = page_of(campaign) if campaign else None
    found = Found(own, None) if own else home
    if found is None:
        raise Http404
    if campaign is None:
        with translation.override(ENGLISH):
            told = _("This address is not in use, or not any more. Check what you typed, or begin here.")
            return render(request, "content/page.html", _context(found) | {"told": told}, status=404)
    context = _context(found) | {"wording": wording_of(campaign, found.page.language)}
    with translation.override(found.page.language):
        return render(request, "content/campaign.html", context)


def _context(found: Found) -> dict[str, Any]:
    language, path = found.page.language, found.page.url_path
    others = [code for code, _name in settings.LANGUAGES if code != language]
    return page_context(found, language) | {
        "text_direction": direction_of(language),
        "other_languages": [language_link(code, in_language(path, code)) for code in others],
    }
