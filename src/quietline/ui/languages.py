"""How a language is offered: by its own name, in its own direction."""

from __future__ import annotations

from django.utils.translation import get_language_info


def direction_of(language: str) -> str:
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def language_link(language: str, path: str) -> dict[str, str]:
    """What a template needs to lead to a page in this language."""
    name = get_language_info(language)["name_local"]
    return {"code": language, "name": name, "direction": direction_of(language), "path": path}
