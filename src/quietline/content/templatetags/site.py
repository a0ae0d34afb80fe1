from __future__ import annotations

import re
from uuid import UUID

from django import template

from quietline.team.signposts import queries
from quietline.team.signposts.rules import Entry

register = template.Library()


@register.simple_tag
def signpost(chosen: str) -> Entry | None:
    """The service that a signpost block points to; none where it was retired since."""
    try:
        found = queries.signpost(UUID(chosen))
    except ValueError:
        return None
    return None if found is None or found.is_retired else found


@register.filter(is_safe=True)
def leading_on_in(html: str, language: str) -> str:
    """The links of a page that stands in for a missing one, leading on in the language that was asked for."""
    return re.sub(r'((?:href|action)=")/[a-z]{2}/', rf"\1/{language}/", html)


@register.filter
def in_language(path: str, language: str) -> str:
    """Where a page is read in this language, translated or not."""
    return re.sub(r"^/[a-z]{2}/", f"/{language}/", path)


@register.filter(is_safe=True)
def opening_the_site(html: str) -> str:
    """The links of a framed page: each opens a tab of its own, which knows nothing of the page it came from."""
    return re.sub(r"<a (?![^>]*data-here)", '<a target="_blank" rel="noopener noreferrer" ', html)
