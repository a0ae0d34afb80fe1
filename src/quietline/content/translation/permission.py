from __future__ import annotations

from typing import Any

from wagtail.models import Page

from quietline.content.queries import ENGLISH


def may_translate(page: Page, language: str, user: Any) -> bool:
    """Whether somebody may change this page in that language, or make it there."""
    if language == ENGLISH:
        return False
    twin = _twin(page, language)
    if twin is not None:
        return bool(twin.permissions_for_user(user).can_edit())
    above = page.get_parent()
    while above.depth > 1:
        if (there := _twin(above, language)) is not None:
            return bool(there.permissions_for_user(user).can_add_subpage())
        above = above.get_parent()
    return bool(above.permissions_for_user(user).can_add_subpage())


def _twin(page: Page, language: str) -> Page | None:
    return Page.objects.filter(translation_key=page.translation_key, locale__language_code=language).first()
