"""How often somebody may try a password or a code, and how many are tried at once. Counts blinded visitors only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quietline.edge.limits import limits
from quietline.team.models import Practitioner
from quietline.vault import Gate

TOO_MANY = "Too many tries from here. Wait a few minutes, then try again."
TOO_MANY_CODES = (
    "Too many codes were tried for this sign-in, perhaps by somebody else who knows the password. Wait a few minutes, "
    "or use a passkey. If it was not you, tell your administrator."
)
BUSY = "Many people sign in at this moment. Wait a moment, then try again."

# Each try costs some 0.3 s and 164 MiB, on purpose: a flood of them must neither fill the memory nor hold the threads
# that seekers need.
gate = Gate(workers=2, waiting=4)


def page(request: HttpRequest, template: str, context: dict[str, object], *, status: int) -> HttpResponse:
    """A page that somebody tries on; where it was too often, or too many at once, it says when to come back."""
    response = render(request, template, context, status=status)
    if status in {429, 503}:
        response["Retry-After"] = "120" if status == 429 else "5"
    return response


def may_try_code(practitioner: Practitioner) -> bool:
    """By account alone: a code is short, and whoever tries them knows the password, from however many addresses.

    The bucket fills again whatever they do, and a passkey is not counted here: nobody is locked out for ever.
    """
    return limits.allow("code", limits.blind(f"code of {practitioner.pk}"))
