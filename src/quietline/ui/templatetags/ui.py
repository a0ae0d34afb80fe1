from __future__ import annotations

from django import template

from quietline.ui.assets import assets

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file, e.g. `{% asset "ui/quietline.css" %}`; an unknown name fails the page."""
    return assets()[name].url
