from __future__ import annotations

from django import template
from django.utils import timezone

from quietline.safeguarding.disclosures.queries import any_second_look_owed, second_looks_owed
from quietline.team.models import Practitioner
from quietline.team.queries import lines_of

register = template.Library()


@register.inclusion_tag("desk/safeguarding/owed.html", takes_context=True)
def second_looks(context: template.Context) -> dict[str, object]:
    """What stands above every page of supervisors and leads until a lead has looked at what one person did alone."""
    person = context["request"].user
    concerned = isinstance(person, Practitioner) and (person.is_safeguarding_lead or person.is_supervisor)
    # One question where nothing is owed, which is nearly always.
    if not concerned or not any_second_look_owed():
        return {"owed": []}
    owed = second_looks_owed(lines_of(person))
    return {"owed": owed, "overdue": any(each.is_overdue(timezone.now()) for each in owed)}
