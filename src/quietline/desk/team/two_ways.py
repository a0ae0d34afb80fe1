"""A link and a code, shown once to whoever made them: one goes one way to its owner, the other another."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


def two_ways(
    request: HttpRequest, *, email: str, leads_to: str, token: str, code: str, back: str, back_name: str
) -> HttpResponse:
    """The page with both. `leads_to` and `back` name addresses."""
    link = f"{settings.ORIGIN or request.build_absolute_uri('/').rstrip('/')}{reverse(leads_to, args=[token])}"
    context = {
        "email": email,
        "link": link,
        "code": f"{code[:4]} {code[4:]}",
        "back": reverse(back),
        "back_name": back_name,
    }
    return render(request, "desk/team/invited.html", context)
