"""The page of one small form, shown when it could not be done: with a reason, and all that was typed."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quietline.edge.marks import typed


def act_page(
    request: HttpRequest, form: forms.Form, *, title: str, button: str, back: str, notice: str = "", status: int = 422
) -> HttpResponse:
    """`back` is where whoever changes their mind goes."""
    context = {"form": form, "title": title, "button": button, "back": back, "notice": notice}
    return render(request, "desk/act.html", context, status=status)


def not_yours(request: HttpRequest, refused: str) -> HttpResponse:
    """The page for whoever may not: who can help, and what they had typed."""
    return render(request, "desk/not_yours.html", {"refused": refused, "typed": typed(request)}, status=403)
