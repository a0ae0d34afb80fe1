from __future__ import annotations

from typing import cast

from django.db import transaction
from wagtail.models import Locale, Page

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.content.models import PublicPage
from quietline.content.translation.po import Came, PoProblem
from quietline.content.translation.segments import with_texts
from quietline.team.models import Practitioner


def take_in(*, page: PublicPage, language: str, came: Came, by: Practitioner) -> PublicPage:
    """Keep a translation as a draft of the page in that language; what is missing stands in English there.

    Raises:
        PoProblem: when the page above is not there in that language.
    """
    with transaction.atomic():
        translated = newest(page, language) or _made(page, language)
        for name, text in came.fields.items():
            setattr(translated, name, text)
        translated.set_body(with_texts(page.body_as_kept(), came.body))
        translated.draft_title = translated.title
        translated.save_revision(user=by)
        record(act=Act.PAGE_TRANSLATED, by=by.pk)
    return translated


def newest(page: PublicPage, language: str) -> PublicPage | None:
    """The newest draft of a page's translation, if there is one."""
    rows = Page.objects.filter(translation_key=page.translation_key, locale__language_code=language)
    row = rows.first()
    return cast(PublicPage, row.get_latest_revision_as_object()) if row else None


def _made(page: PublicPage, language: str) -> PublicPage:
    locale = Locale.objects.get_or_create(language_code=language)[0]
    above = page.get_parent()
    twins = Page.objects.filter(translation_key=above.translation_key, locale=locale)
    parent = above if above.depth == 1 else twins.first()
    if parent is None:
        raise PoProblem(f"“{above.title}”, the page above, is not there in this language yet. Translate that first.")
    copied = {name: getattr(page, name) for name in ("summary", "seo_title", "title")}
    extra = {"minutes": page.minutes} if hasattr(page, "minutes") else {}
    slug = language if above.depth == 1 else page.slug
    made = type(page)(**copied, **extra, slug=slug, locale=locale, translation_key=page.translation_key, live=False)
    made.set_body(page.body_as_kept())
    return cast(PublicPage, parent.add_child(instance=made))
