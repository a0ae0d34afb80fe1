from __future__ import annotations

from django import template

from quietline.ui.assets import assets
from quietline.ui.emergency import Calls, numbers

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file, e.g. `{% asset "ui/quietline.css" %}`; an unknown name fails the page."""
    return assets()[name].url


@register.simple_tag
def emergency_numbers(language: str) -> Calls:
    """Whom to call in an emergency, in a language: `{% emergency_numbers "en" as calls %}`."""
    return numbers.of(language)
