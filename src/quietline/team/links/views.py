"""How a link that works once is met: refused with its reason, or a form with the code that was told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quietline.edge.marks import visitor
from quietline.edge.trying import may_try
from quietline.team.links import actions
from quietline.team.links.rules import Refusal
from quietline.team.sign_in import trying
from quietline.vault import Busy

WRONG = "This is not the code. {left} left before the link is good for nothing."


def answer(
    request: HttpRequest,
    form: forms.Form,
    take_up: Callable[[dict[str, Any]], HttpResponse],
    *,
    template: str,
    context: dict[str, object],
) -> HttpResponse:
    """Show the form of a link that is good, or take it up with what was given.

    Args:
        form: bound where it was sent; it asks for a `code`.
        take_up: gets what was given; may raise NotGood and WrongCode.
    """

    def page(notice: str = "", *, status: int) -> HttpResponse:
        return trying.page(request, template, context | {"form": form, "notice": notice}, status=status)

    if not form.is_valid():
        return page(status=422 if form.is_bound else 200)
    if not may_try(request, request.path):
        return page(trying.TOO_MANY, status=429)
    try:
        with trying.gate.passed(visitor(request)):
            return take_up(form.cleaned_data)
    except actions.WrongCode as wrong:
        tries = "One try is" if wrong.left == 1 else f"{wrong.left} tries are"
        return page(WRONG.format(left=tries), status=400)
    except actions.NotGood as refused:
        return not_good(request, refused.refusal)
    except Busy:
        return page(trying.BUSY, status=503)


def not_good(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Why a link leads nowhere, and who can help."""
    return render(request, "team/not_good.html", {"why": refusal}, status=404 if refusal is Refusal.UNKNOWN else 410)
