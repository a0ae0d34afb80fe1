from __future__ import annotations

from django import template
from django.urls import reverse

from quietline.desk.permitted import asked_for
from quietline.team.models import Practitioner
from quietline.team.permissions import may

register = template.Library()

# The places on the bar, in their order: each is shown to whoever may see it.
PLACES = {
    "list": "Threads",
    "calls": "Calls",
    "call-backs": "Call-backs",
    "follow-ups": "Follow-ups",
    "handover": "Handover",
    "signposts": "Signposts",
    "canned": "Canned replies",
    "find": "Find",
    "rota": "Rota",
    "hours": "Hours",
    "team": "Team",
    "retention": "Retention",
    "safeguarding": "Safeguarding",
    "figures:board": "Figures",
    "campaigns:list": "Campaigns",
    "data-protection": "Data protection",
    "own-keys": "My keys",
}

# Those whose addresses are not of the desk's own.
_ELSEWHERE = {"figures:board", "campaigns:list", "data-protection"}


@register.inclusion_tag("desk/nav.html", takes_context=True)
def places(context: template.Context) -> dict[str, object]:
    """The places that the roles of whoever is signed in open."""
    request = context["request"]
    person = request.user
    shown = [name for name in PLACES if isinstance(person, Practitioner) and _opens(person, name)]
    addresses = [(reverse(name if name in _ELSEWHERE else f"desk:{name}"), PLACES[name]) for name in shown]
    return {"places": addresses, "here": request.path}


def _opens(person: Practitioner, name: str) -> bool:
    what = asked_for(name, "GET")
    return what is not None and may(person, what)
