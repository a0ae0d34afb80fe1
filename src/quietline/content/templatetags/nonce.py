from __future__ import annotations

from django import template

from quietline.content.nonce import current

register = template.Library()


@register.simple_tag
def nonce() -> str:
    """The number that lets this answer's own inline script run."""
    return current()
