from __future__ import annotations

from django import template

from quietline.desk import trail as addresses

register = template.Library()


@register.simple_tag(takes_context=True)
def trail(context: template.Context) -> str:
    """What an address of the desk ends with, so that the list beside stays the one somebody came from."""
    return addresses.trail(context["request"])
