"""What every template may say: whose helpline this is, and the same page in the other languages."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_path, get_language_info

from quietline.team import queries as team


def page(request: HttpRequest) -> dict[str, object]:
    """Template context: `organisation`, `other_languages` (code, own name, direction, path) and `text_direction`."""
    # Phones begin an address with a capital: /EN/ names a language as well.
    here = (get_language_from_path(request.path_info) or "").lower() or None
    # Below the statement comes its form: in another language, that language's statement comes first.
    path = re.sub(r"/contact/(write|call-back)/.+", r"/contact/\1/", request.path)
    return {
        "organisation": team.organisation(),
        "other_languages": [_language(code, path, here) for code, _ in settings.LANGUAGES if here and code != here],
        "text_direction": "rtl" if get_language_info(here or "en")["bidi"] else "ltr",
    }


def _language(code: str, path: str, here: str | None) -> dict[str, str]:
    info = get_language_info(code)
    direction = "rtl" if info["bidi"] else "ltr"
    return {
        "code": code,
        "name": info["name_local"],
        "direction": direction,
        "path": path.replace(f"/{here}/", f"/{code}/", 1),
    }
