from __future__ import annotations

import logging
from contextlib import suppress
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from quietline.contact import actions, guards, queries, rules
from quietline.contact.beginnings import Beginning, begin, not_kept_because, sent, try_later
from quietline.contact.call_backs import views as call_backs
from quietline.contact.call_backs.queries import for_seeker
from quietline.contact.chat import queries as chat_queries
from quietline.contact.chat.news import told_of
from quietline.contact.chat.presence import presence
from quietline.contact.coming_back import NotOpened, let_in, opened_by_words, told, too_many_tries
from quietline.contact.committing import ThreadGone
from quietline.contact.evenly import evenly
from quietline.contact.forms import ConfirmForm, EraseForm, ReturnForm, ThreadForm, WriteForm
from quietline.contact.once import Once
from quietline.contact.plans import views as plans
from quietline.contact.queries import OpenThread
from quietline.contact.said import too_many
from quietline.edge.limits import limits
from quietline.edge.marks import public_page, typed, visitor
from quietline.team.queries import line_for_public
from quietline.vault import (
    CannotOpen,
    PhraseProblem,
    same_word,
    wordlist_for,
)

logger = logging.getLogger(__name__)
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])
_erased = Once()
# Erasing rows takes some hundredths of a second that keeping them for safeguarding does not.
ERASE_SECONDS = 0.3


def forget_old_forms() -> None:
    """Forget the forms that were sent more than a few minutes ago."""
    sent.forget_old()
    _erased.forget_old()
    call_backs.asked.forget_old()


@login_not_required
@require_safe
@public_page
def start(request: HttpRequest) -> HttpResponse:
    """The ways to reach the helpline."""
    return render(request, "contact/start.html", {"line": line_for_public()})


@login_not_required
@require_safe
@public_page
def statement(request: HttpRequest) -> HttpResponse:
    """How far confidentiality goes, as it holds now."""
    return render(request, "contact/statement.html", {"statement": guards.in_force()})


@login_not_required
@reads_and_writes
@public_page
def write(request: HttpRequest) -> HttpResponse:
    """The statement first; and where the first message arrives."""
    if request.method == "POST":
        return first_message(request, WriteForm)
    context = {"statement": guards.in_force(), "open_here": guards.stands_open(request)}
    return render(request, "contact/before_writing.html", context)


@login_not_required
@require_safe
@public_page
def write_form(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """The form for a first message, reached by agreeing to this very statement."""
    current = guards.in_force()
    if (key, version) != (current.key, current.version):
        return redirect("contact:write")
    form = WriteForm.fresh(current.label)
    context = {"form": form, "statement": current, "open_here": guards.stands_open(request)}
    return render(request, "contact/write.html", context)


def first_message(request: HttpRequest, kind: type[WriteForm]) -> HttpResponse:
    """Keep a first message from one of the pages for it; `kind` is the form of that page."""
    return begin(request, kind(request.POST), _open)


def _open(form: WriteForm, beginning: Beginning) -> str:
    opened = actions.open_thread(
        line=beginning.line,
        statement=beginning.statement,
        language=beginning.language,
        intake=form.intake(),
        text=form.cleaned_data["message"],
        draft=form.cleaned_data["draft"],
        phrase=beginning.phrase,
        keys=beginning.keys(),
        live=form.live,
        urgent=form.is_urgent(),
    )
    return opened.token


@login_not_required
@require_safe
@guards.with_open_thread
def phrase(request: HttpRequest, opened: OpenThread) -> HttpResponse:
    """The return phrase, for as long as it is not confirmed."""
    words = queries.unconfirmed_phrase(opened)
    if not words:
        return redirect("contact:thread")
    language = wordlist_for(opened.thread.language)
    context = {
        "words": words,
        "phrase_language": language,
        "leaving": "leaving" in request.GET,
        "is_plan": opened.is_kept,
        "live": opened.thread.live_since,
    }
    return render(request, "contact/phrase.html", context)


@login_not_required
@reads_and_writes
@guards.with_open_thread
def confirm(request: HttpRequest, opened: OpenThread) -> HttpResponse:
    """Two words typed back, so that nobody walks past them."""
    words = queries.unconfirmed_phrase(opened)
    if not words:
        return redirect("contact:thread")
    places = rules.places_to_confirm(opened.thread.pk.bytes, len(words))
    form = ConfirmForm(request.POST or None, places=places)
    context = {"form": form, "token": guards.form_token(opened)}
    if request.method != "POST":
        return render(request, "contact/confirm.html", context)
    if not guards.bears_token(request, opened):
        return render(request, "contact/confirm.html", context, status=403)
    if not limits.allow("trying", visitor(request)):
        context["notice"] = too_many_tries()
        return try_later(render(request, "contact/confirm.html", context, status=429))
    form.full_clean()
    wordlist = wordlist_for(opened.thread.language)
    for name, place in zip(("first_word", "second_word"), places, strict=True):
        typed = form.cleaned_data.get(name, "")
        if not typed:
            form.add_error(name, _("Please type word %(number)d.") % {"number": place})
        elif not same_word(typed, words[place - 1], wordlist=wordlist):
            form.add_error(name, _("This is not word %(number)d. Look at your words again.") % {"number": place})
    if not form.is_valid():
        return render(request, "contact/confirm.html", context, status=422)
    actions.confirm_phrase(opened=opened)
    return redirect("contact:thread")


@login_not_required
@reads_and_writes
def thread(request: HttpRequest) -> HttpResponse:
    """The conversation: read, answer."""
    opened = guards.opened_here(request)
    if opened is None:
        return guards.time_ran_out(request) if request.method == "POST" else redirect("contact:return")
    if opened.is_kept:
        return redirect("contact:my-plan")
    actions.stay_open(opened=opened)
    return (
        _next_message(request, opened)
        if request.method == "POST"
        else _thread_page(request, opened, ThreadForm.fresh())
    )


def _next_message(request: HttpRequest, opened: OpenThread) -> HttpResponse:
    form = ThreadForm(request.POST)
    if not (guards.from_our_own_page(request) and guards.bears_token(request, opened)):
        return _thread_page(request, opened, form, 403, _("For your safety, please press “Send” once more."))
    if not form.is_valid():
        return _thread_page(request, opened, form, 422)
    if not limits.allow("sending", visitor(request)):
        return _thread_page(request, opened, form, 429, too_many())
    try:
        actions.send(opened=opened, text=form.cleaned_data["message"], draft=form.cleaned_data["draft"])
    except ThreadGone:
        return guards.time_ran_out(request)
    except DatabaseError as error:
        return _thread_page(request, opened, form, 503, not_kept_because(error))
    # A browser without script goes back to the page that stays open.
    return redirect("contact:room") if "room" in request.POST else redirect(f"{reverse('contact:thread')}#latest")


def _thread_page(
    request: HttpRequest, opened: OpenThread, form: ThreadForm, status: int = 200, notice: str = ""
) -> HttpResponse:
    messages = queries.messages_of(opened, for_seeker=True)
    standing = chat_queries.standing_of(opened.thread.pk)
    if messages:
        presence.show(opened.thread.pk, messages[-1].sequence)
    context = {
        **(told_of(standing) if standing else {}),
        "messages": messages,
        "live": opened.thread.live_since is not None,
        "nickname": queries.intake_of(opened).nickname,
        "form": form,
        "token": guards.form_token(opened),
        "phrase_confirmed": opened.thread.phrase_confirmed,
        "has_plan": opened.plan_key is not None,
        "closed": opened.thread.state == "closed",
        "notice": notice,
        "call": for_seeker(opened.thread, timezone.now()),
        "line": opened.thread.line,
        "reference": opened.thread.reference,
    }
    return try_later(render(request, "contact/thread.html", context, status=status))


@login_not_required
@reads_and_writes
@public_page
def return_(request: HttpRequest) -> HttpResponse:
    """The return phrase opens the thread."""
    if request.method != "POST":
        return render(request, "contact/return.html", {"form": ReturnForm(), "open_here": guards.stands_open(request)})
    form = ReturnForm(request.POST)
    form.full_clean()
    if not guards.from_our_own_page(request):
        return _return_again(request, form, 403, _("For your safety, please press the button once more."))
    try:
        opened = opened_by_words(request, form.cleaned_data.get("phrase", ""))
        token = let_in(opened)
        with told():
            opened = queries.opened_by_token(token)
    except NotOpened as why:
        return _return_again(request, form, why.status, why.notice, problem=why.problem)
    if guards.carried(request):
        return guards.set_cookie(plans.go_on(request, opened), token)
    pending = rules.clean_text(form.cleaned_data.get("pending", ""))
    response = _thread_page(request, opened, ThreadForm.fresh(pending)) if pending else redirect("contact:thread")
    return guards.set_cookie(response, token)


def _return_again(
    request: HttpRequest,
    form: ReturnForm,
    status: int,
    notice: str = "",
    problem: PhraseProblem | None = None,
) -> HttpResponse:
    if problem:
        form.mark_wrong()
    context = {
        "form": form,
        "notice": notice,
        "problem": problem,
        "pending": form.cleaned_data.get("pending", ""),
        "carried": guards.carried(request),
        "typed": typed(request),
    }
    return try_later(render(request, "contact/return.html", context, status=status))


@login_not_required
@reads_and_writes
def erase(request: HttpRequest) -> HttpResponse:
    """Erase everything, once confirmed; the page reads the same whatever is known of the thread."""
    token = request.COOKIES.get(settings.QUIETLINE_SEEKER_COOKIE, "")
    opened = guards.opened_here(request)
    if opened is None:
        second_click = request.method == "POST" and _erased.awaited(_erased.key(token))
        return _goodbye(request, erased=True) if second_click else redirect("contact:return")
    form = EraseForm(request.POST or None, is_plan=opened.is_kept)
    context = {
        "form": form,
        "token": guards.form_token(opened),
        "is_plan": opened.is_kept,
        "has_plan": opened.plan_key is not None,
    }
    if request.method != "POST":
        return render(request, "contact/erase.html", context)
    if not (guards.from_our_own_page(request) and guards.bears_token(request, opened)):
        return render(request, "contact/erase.html", context, status=403)
    if not form.is_valid():
        return render(request, "contact/erase.html", context, status=422)
    with evenly(seconds=ERASE_SECONDS):
        _erased.run(_erased.key(token), lambda: _withdraw(opened))
    return _goodbye(request, erased=True, is_plan=opened.is_kept)


def _withdraw(opened: OpenThread) -> str:
    # Erased from another browser a moment ago: it is gone, which is what was asked for.
    with suppress(ThreadGone):
        actions.withdraw(opened=opened)
    return "erased"


@login_not_required
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Shut the conversation in this browser, calmly."""
    if not guards.from_our_own_page(request):
        return redirect("contact:return")
    opened = guards.opened_here(request)
    _leave(request)
    return _goodbye(request, erased=False, is_plan=opened is not None and opened.is_kept)


def _goodbye(request: HttpRequest, *, erased: bool, is_plan: bool = False) -> HttpResponse:
    return guards.take_cookie(render(request, "contact/left.html", {"erased": erased, "is_plan": is_plan}))


@login_not_required
@require_safe
def exit_(request: HttpRequest) -> HttpResponse:
    """Shut the conversation in this browser and go somewhere harmless, at once."""
    away = cast(HttpResponse, redirect(settings.QUIETLINE_EXIT_URL))
    if not guards.from_our_own_page(request):
        return away  # another site that links here must not shut anything
    _leave(request)
    return guards.take_cookie(away, at_once=True)


def _leave(request: HttpRequest) -> None:
    token = request.COOKIES.get(settings.QUIETLINE_SEEKER_COOKIE)
    if not token:
        return
    try:
        actions.leave(token=token)
    except (CannotOpen, DatabaseError):
        return  # going away must work whatever else does not
