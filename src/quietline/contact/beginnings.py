"""What begins on a public page and is led back to by eight words: a first message, a chat, a plan."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quietline.contact import derivations, guards, queries
from quietline.contact.forms import BeginForm
from quietline.contact.once import Once
from quietline.contact.queries import StatementText
from quietline.contact.said import not_kept, too_many
from quietline.edge.limits import limits
from quietline.edge.marks import visitor
from quietline.team.models import Line
from quietline.team.queries import line_for_public
from quietline.vault import Busy, PhraseKeys, ReturnPhrase, new_phrase

logger = logging.getLogger(__name__)
Form = TypeVar("Form", bound=BeginForm)
sent = Once()


@dataclass(frozen=True, slots=True)
class Beginning:
    """All that a new thread needs besides what was typed."""

    line: Line
    statement: StatementText
    language: str
    phrase: ReturnPhrase

    def keys(self) -> PhraseKeys:
        """What is derived from the phrase; takes a while.

        Raises:
            Busy: too many derive already.
        """
        return derivations.for_writing(self.phrase.bits)


def begin(request: HttpRequest, form: Form, keep: Callable[[Form, Beginning], str]) -> HttpResponse:
    """Keep what a form brings, once however often it is sent, and lead to its words; `keep` returns the token.

    What can't be kept is shown again with everything that was typed, and what to do next.
    """
    current = queries.statement_in_force(line_for_public(), get_language() or "en")
    if current is None:
        return _again(request, form, None, 503, _("Nobody can write to us just now. Please try again later."))
    if not guards.from_our_own_page(request):
        return _again(request, form, current, 403, _("For your safety, please press the button once more."))
    if not form.is_valid():
        return _again(request, form, current, 422)
    if form.cleaned_data["statement"] != current.label:
        return _again(request, _agreeing_to(form, current), current, 409, changed=True)
    once = sent.key(form.cleaned_data["draft"], request.POST.urlencode())
    token = sent.done(once)
    if token is None or not guards.still_open(token):
        sent.forget(once)
        if not limits.allow("writing", visitor(request)):
            return _again(request, form, current, 429, too_many())
        language = get_language() or "en"
        beginning = Beginning(line_for_public(), current, language, new_phrase(language))
        try:
            token = sent.run(once, lambda: keep(form, beginning))
        except (Busy, DatabaseError) as error:
            return _again(request, form, current, 503, not_kept_because(error))
    return guards.set_cookie(redirect("contact:danger" if form.is_urgent() else "contact:phrase"), token)


def _again(
    request: HttpRequest,
    form: BeginForm,
    current: StatementText | None,
    status: int,
    notice: str = "",
    *,
    changed: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "statement": current,
        "notice": notice,
        "new_statement": current if changed else None,
    }
    return try_later(render(request, form.template, context, status=status))


def try_later(response: HttpResponse) -> HttpResponse:
    """Tell a program what the page tells a person: when to come again."""
    if response.status_code in {429, 503}:
        response["Retry-After"] = "30"
    return response


def not_kept_because(error: Exception) -> str:
    """What a seeker is told where the database could not take it; the operator is told why."""
    logger.error("what a seeker wrote could not be kept", exc_info=error)
    return not_kept()


def _agreeing_to(form: Form, current: StatementText) -> Form:
    given = form.data.copy()  # type: ignore[attr-defined]
    given["statement"] = current.label
    return type(form)(given)
