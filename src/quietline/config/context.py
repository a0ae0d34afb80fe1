"""What every template may say: whose helpline this is, and the same page in the other languages."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_path

from quietline.team import queries as team
from quietline.ui.languages import direction_of, language_link


def page(request: HttpRequest) -> dict[str, object]:
    """Template context: `organisation`, `other_languages` (code, own name, direction, path) and `text_direction`."""
    # Phones begin an address with a capital: /EN/ names a language as well.
    here = (get_language_from_path(request.path_info) or "").lower() or None
    # Below the statement comes its form: in another language, that language's statement comes first.
    path = re.sub(r"/contact/(write|call-back)/.+", r"/contact/\1/", request.path)
    return {
        "organisation": team.organisation(),
        "other_languages": [
            language_link(code, path.replace(f"/{here}/", f"/{code}/", 1))
            for code, _ in settings.LANGUAGES
            if here and code != here
        ],
        "text_direction": direction_of(here or "en"),
    }
