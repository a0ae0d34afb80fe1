from __future__ import annotations

from typing import cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.models import Page

from quietline.content.models import PublicPage
from quietline.content.queries import ENGLISH
from quietline.content.translation.actions import newest, take_in
from quietline.content.translation.permission import may_translate
from quietline.content.translation.po import PoProblem, read, written
from quietline.team.models import Practitioner

MOST_PO_BYTES = 512 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
def translations(request: HttpRequest, page_id: int) -> HttpResponse:
    """The languages of a page: its file to download, and where it is handed in filled."""
    page = _page(request, page_id)
    if request.method == "POST":
        return _handed_in(request, page)
    rows = Page.objects.filter(translation_key=page.translation_key).select_related("locale")
    there = {row.locale.language_code: row for row in rows}
    theirs = [(code, name) for code, name in settings.LANGUAGES if may_translate(page, code, request.user)]
    languages = [(code, name, there.get(code)) for code, name in theirs]
    return render(request, "content/translation/translations.html", {"page": page, "languages": languages})


@require_safe
def download(request: HttpRequest, page_id: int, language: str) -> HttpResponse:
    """The page as a PO file for one language."""
    page = _page(request, page_id)
    _known(request, page, language)
    there = newest(page, language)
    response = HttpResponse(written(page, language, there), content_type="text/x-gettext-translation; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}-{language}.po"'
    return response


def _handed_in(request: HttpRequest, page: PublicPage) -> HttpResponse:
    language = request.POST.get("language", "")
    _known(request, page, language)
    file = request.FILES.get("file")
    try:
        came = read(_text(file), page, language)
        made = take_in(page=page, language=language, came=came, by=cast(Practitioner, request.user))
    except PoProblem as problem:
        messages.error(request, str(problem))
        return redirect("quietline-translations", page.pk)
    left = f" {came.missing} texts are still in English." if came.missing else ""
    messages.success(request, f"The translation is kept as a draft.{left} Look it over, then hand it in for review.")
    return redirect("wagtailadmin_pages:edit", made.pk)


def _text(file: UploadedFile[bytes] | None) -> str:
    if file is None or not file.size or file.size > MOST_PO_BYTES:
        raise PoProblem(f"Choose a PO file of up to {MOST_PO_BYTES // 1024} KB.")
    content: bytes = file.read()
    return content.decode("utf-8", "replace")


def _page(request: HttpRequest, page_id: int) -> PublicPage:
    """The English page, for who may change it in some language."""
    page = get_object_or_404(Page, pk=page_id, depth__gt=1, locale__language_code=ENGLISH).specific
    if not isinstance(page, PublicPage):
        raise Http404
    if not any(may_translate(page, code, request.user) for code, _ in settings.LANGUAGES):
        raise PermissionDenied
    return page


def _known(request: HttpRequest, page: PublicPage, language: str) -> None:
    if language == ENGLISH or language not in dict(settings.LANGUAGES):
        raise Http404
    if not may_translate(page, language, request.user):
        raise PermissionDenied
