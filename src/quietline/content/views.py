from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from quietline.content import queries
from quietline.content.models import ModulePage, PublicPage, QuestionPage, SectionPage, StepPage, StoredFile
from quietline.content.queries import ENGLISH, Found
from quietline.edge.marks import public_page

# The blocks in which a visitor can write for themselves.
PRIVATE = {"exercise", "reflection", "rating"}
TEMPLATES: dict[type[PublicPage], str] = {
    SectionPage: "section",
    ModulePage: "module",
    StepPage: "step",
    QuestionPage: "question",
}


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
    if request.method == "POST":
        if not isinstance(found.page, StepPage):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return _done(request, found, language)
    return render(request, _template(found.page), _context(found, language))


def preview(request: HttpRequest, page: PublicPage) -> HttpResponse:
    """A page as its editor has it just now."""
    parent = page.get_parent()
    return render(request, _template(page), _context(Found(page, parent), page.language))


def _template(page: PublicPage) -> str:
    return f"content/{TEMPLATES.get(type(page), 'page')}.html"


def _context(found: Found, language: str) -> dict[str, Any]:
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
        context["below"] = queries.live_below(page)
    if isinstance(page, StepPage) and found.parent:
        context["place"] = queries.place_of(page, found.parent)
    return context


def _done(request: HttpRequest, found: Found, language: str) -> HttpResponse:
    """A step is done: on to the next, or back to the way through."""
    step, module = cast(StepPage, found.page), cast(Page, found.parent)
    after = queries.place_of(step, module).after
    goal = after.url_path if after else module.get_parent().url_path
    return redirect(goal.replace(f"/{step.language}/", f"/{language}/", 1))


@login_not_required
@require_safe
@public_page
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture in the size of a page; what an editor handed in stays behind."""
    row = StoredFile.objects.filter(name=name).first() if name.startswith("images/") else None
    if row is None:
        raise Http404
    return HttpResponse(bytes(row.content), content_type="image/webp")
