"""Which line a page of the desk is about, the one that was asked for, else the first that is theirs; and choices."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import Http404, HttpRequest

from quietline.team.models import Line


def chosen_line(request: HttpRequest, lines: list[Line]) -> Line:
    """The line named by `line` in the form or the address.

    Raises:
        Http404: there is none, or the one asked for is not among them.
    """
    wanted = request.POST.get("line") or request.GET.get("line", "")
    for line in lines:
        if not wanted or str(line.pk) == wanted:
            return line
    raise Http404


def choose(field: forms.Field, choices: Iterable[tuple[str, str | list[tuple[str, str]]]]) -> None:
    """Give a field of a form its choices."""
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
