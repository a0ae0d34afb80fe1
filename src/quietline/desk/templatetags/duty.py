from __future__ import annotations

from django import template
from django.utils import timezone

from quietline.team.models import Practitioner
from quietline.team.rota.queries import duty_of, presence_of

register = template.Library()


@register.inclusion_tag("desk/rota/bar.html", takes_context=True)
def duty_switch(context: template.Context) -> dict[str, object]:
    """The switch on the bar: on duty or off, and what one is doing."""
    person = context["request"].user
    duty = duty_of(person) if isinstance(person, Practitioner) else None
    now = timezone.now()
    return {
        "duty": duty,
        "on_break": duty is not None and presence_of(duty).on_break(now),
        "here": context["request"].path,
        "csrf_token": context.get("csrf_token"),
    }
