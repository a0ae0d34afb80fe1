from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from quietline.campaigns.queries import campaign_by_code
from quietline.content import queries
from quietline.content.counting import modules_done, steps_done
from quietline.content.directory.models import DirectoryPage
from quietline.content.directory.views import directory
from quietline.content.first_step.views import first_step
from quietline.content.landing.models import CampaignPage
from quietline.content.landing.queries import wording_of
from quietline.content.models import (
    FirstStepPage,
    ModulePage,
    PublicPage,
    QuestionPage,
    SectionPage,
    StepPage,
    StoredFile,
)
from quietline.content.queries import ENGLISH, Found
from quietline.content.statement.models import StatementPage
from quietline.content.statement.queries import in_force
from quietline.edge.limits import limits
from quietline.edge.marks import from_our_own_page, public_page, visitor
from quietline.ui.words import one_line

MOST_WORDS_CHARACTERS = 100

# The blocks in which a visitor can write for themselves.
PRIVATE = {"exercise", "reflection", "rating"}
TEMPLATES: dict[type[PublicPage], str] = {
    SectionPage: "section",
    ModulePage: "module",
    StepPage: "step",
    QuestionPage: "question",
    StatementPage: "statement_page",
    CampaignPage: "campaign",
}
# These answer a form as well.
OWN_VIEWS: dict[type[PublicPage], Callable[..., HttpResponse]] = {FirstStepPage: first_step, DirectoryPage: directory}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """One page of the public site; in English, with a note, where it is not there in the language asked for."""
    language = get_language() or ENGLISH
    if path and not path.endswith("/"):
        raise Http404
    found = queries.live_page(f"/{language}/{path}")
    if found is None:
        found = queries.live_page(f"/{ENGLISH}/{path}")
        if found is None:
            raise Http404
        if there := queries.translated(found.page, language):
            return redirect(there)
    if not found.page.has_what_it_needs():
        raise Http404
    if own_view := OWN_VIEWS.get(type(found.page)):
        return own_view(request, found.page, language)
    if request.method == "POST":
        if not isinstance(found.page, StepPage):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return _done(request, found, language)
    return render(request, _template(found.page), page_context(found, language))


def preview(request: HttpRequest, page: PublicPage) -> HttpResponse:
    """A page as its editor has it just now."""
    if own_view := OWN_VIEWS.get(type(page)):
        return own_view(request, page, page.language)
    parent = page.get_parent()
    return render(request, _template(page), page_context(Found(page, parent), page.language))


def _template(page: PublicPage) -> str:
    return f"content/{TEMPLATES.get(type(page), 'page')}.html"


def page_context(found: Found, language: str) -> dict[str, Any]:
    """What a page of the tree shows besides itself."""
    page = found.page
    context = {
        "page": page,
        "parent": found.parent,
        "review": queries.review_of(page),
        "language": language,
        "in_english_only": page.language != language,
        "works_privately": any(block.block_type in PRIVATE for block in page.body),
    }
    if isinstance(page, SectionPage | ModulePage):
        context["below"] = below = queries.live_below(page)
        # Where the text itself leads to all of them, a list would say everything twice.
        context["listed"] = not {each.pk for each in below} <= page.led_to()
    if isinstance(page, StepPage) and found.parent:
        context["place"] = queries.place_of(page, found.parent)
        context["plan_part"] = getattr(found.parent.specific, "plan_part", "")
    if isinstance(page, CampaignPage) and (campaign := campaign_by_code(page.campaign_code)):
        context["wording"] = wording_of(campaign, page.language)
    if isinstance(page, StatementPage):
        context["statement"] = in_force(language, page.jurisdiction)
    return context


def _done(request: HttpRequest, found: Found, language: str) -> HttpResponse:
    """A step is done: on to the next, or back to the way through."""
    step, module = cast(StepPage, found.page), cast(Page, found.parent)
    after = queries.place_of(step, module).after
    if not from_our_own_page(request) or not limits.allow("finishing", visitor(request)):
        return redirect(request.path)
    steps_done.add(step.url_path)
    if after is None:
        modules_done.add(module.url_path)
    goal = after.url_path if after else module.get_parent().url_path
    return redirect(goal.replace(f"/{step.language}/", f"/{language}/", 1))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Words looked for within the site. They come in a form's body, so that no address, title or log has them."""
    if request.method != "POST":
        return render(request, "content/search.html")
    words = one_line(request.POST.get("words", ""))
    language = get_language() or ENGLISH
    context: dict[str, Any] = {"words": words[:MOST_WORDS_CHARACTERS], "language": language, "asked": True}
    if not words or len(words) > MOST_WORDS_CHARACTERS:
        notice = _("Write one word or a few, up to %(most)d characters.") % {"most": MOST_WORDS_CHARACTERS}
        return render(request, "content/search.html", context | {"notice": notice, "asked": False}, status=422)
    if not limits.allow("searching", visitor(request)):
        notice = _("That was often in a short time. Wait a moment, then look again.")
        return render(request, "content/search.html", context | {"notice": notice, "asked": False}, status=429)
    return render(request, "content/search.html", context | {"found": queries.search(words, language)})


@login_not_required
@require_safe
@public_page
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture in the size of a page; what an editor handed in stays behind."""
    row = StoredFile.objects.filter(name=name).first() if name.startswith("images/") else None
    if row is None:
        raise Http404
    return HttpResponse(bytes(row.content), content_type="image/webp")
