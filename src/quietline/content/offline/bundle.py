"""All the self-help of a language in one file: it holds what it shows, and asks nobody for anything."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from wagtail.models import Page

from quietline.content import queries
from quietline.content.models import HomePage, PublicPage, StoredFile

_LINK = re.compile(r'<a\b[^>]*?href="(/[^"#]*)(#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)
_PICTURE = re.compile(r'src="/pictures/([^"]+)"')


@dataclass(frozen=True, slots=True)
class Part:
    """One page as it stands in the bundle; `level` is how deep it lies."""

    name: str
    title: str
    level: int
    html: SafeString


@dataclass(frozen=True, slots=True)
class Bundle:
    language: str
    title: str
    parts: list[Part]


def bundle(language: str) -> Bundle | None:
    """The ways through of a language, with the pages that its first page leads to; none where it has no pages."""
    found = queries.live_page(f"/{language}/")
    if found is None or not isinstance(found.page, HomePage):
        return None
    pages = list(_below(found.page, level=1))
    names = {page.url_path: f"p{page.pk}" for page, _ in pages}
    with translation.override(language):
        parts = [
            Part(name=names[page.url_path], title=page.title, level=level, html=_html(page, names))
            for page, level in pages
        ]
    return Bundle(language=language, title=found.page.title, parts=parts)


def _below(page: PublicPage, level: int) -> list[tuple[PublicPage, int]]:
    found: list[tuple[PublicPage, int]] = []
    for each in queries.live_below(page):
        if each.has_words():
            found.append((each, level))
            found += _below(each, level + 1)
    return found


def _html(page: PublicPage, names: dict[str, str]) -> SafeString:
    html = render_to_string("content/offline/part.html", {"page": page})

    def lead(found: re.Match[str]) -> str:
        path, anchor, words = found[1], found[2] or "", found[3]
        if path in names:
            return f'<a href="#{names[path]}">{words}</a>'
        # Of pages that are not in the file only the address is told, and only where the helpline has a public one.
        return f'<a href="{settings.ORIGIN}{path}{anchor}">{words}</a>' if settings.ORIGIN else words

    # Made of our own templates, which escape.
    return SafeString(_PICTURE.sub(_inside, _LINK.sub(lead, html)))  # nosec B703


def _inside(found: re.Match[str]) -> str:
    row = StoredFile.objects.filter(name=found[1]).first()
    content = base64.b64encode(bytes(row.content)).decode() if row else ""
    return f'src="data:image/webp;base64,{content}"'


def newest(language: str) -> str:
    """When the newest page of this language went live, as an instant in words that machines read."""
    live = Page.objects.filter(locale__language_code=language, live=True, last_published_at__isnull=False)
    at = live.order_by("-last_published_at").values_list("last_published_at", flat=True).first()
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else "2026-01-01T00:00:00Z"
