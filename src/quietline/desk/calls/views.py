"""Calls: begun with one key, marked as non-data with two, taken over from the phone system's reports."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.contact.committing import HeldByAnother, ThreadGone
from quietline.contact.contacts import actions, phone, queries
from quietline.contact.contacts.actions import ContactGone
from quietline.contact.contacts.phone import PhraseGiven, TryAgain, WordsGone
from quietline.contact.contacts.queries import ContactText
from quietline.contact.contacts.rules import NON_DATA_KEYS, OUTCOME_NAMES, Channel, Outcome
from quietline.contact.contacts.states import ContactNotPossible
from quietline.contact.queries import statement_in_force
from quietline.desk.calls.forms import NumberForm, PhraseForm, SaidBackForm
from quietline.desk.choosing import chosen_line
from quietline.desk.opening import visible_contacts_to, visible_to
from quietline.desk.records.views import visible_contact
from quietline.edge.pages import pages
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Line, Practitioner
from quietline.team.numbers import publish_number
from quietline.team.queries import all_lines, colleague_names, lines_of

DONE = {
    "confirmed": "The caller has their words. Nobody else can show them again.",
    "number": "The number is published.",
}
CHANGED = "This changed meanwhile: what you see below is how it stands now."


@require_safe
@with_keys
def calls(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """Who rings, what one has to wrap up, today's newest contacts."""
    return _page(request, practitioner, notice=DONE.get(request.GET.get("done", ""), ""))


def _page(request: HttpRequest, practitioner: Practitioner, *, notice: str = "", status: int = 200) -> HttpResponse:
    lines = lines_of(practitioner)
    visible = visible_contacts_to(practitioner, lines)
    context = {
        "calls": queries.calls(visible, practitioner.pk),
        "lines": lines,
        "non_data": [(key, outcome, OUTCOME_NAMES[outcome]) for key, outcome in NON_DATA_KEYS.items()],
        "notice": notice,
    }
    return render(request, "desk/calls/list.html", context, status=status)


@require_POST
@with_keys
def begin(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """Open a call's record, its clock running."""
    contact_id = actions.begin(line=_line(request, practitioner), channel=Channel.CALL, by=practitioner.pk)
    return redirect("desk:record", contact_id=contact_id)


@require_POST
@with_keys
def begin_on_thread(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """Open the record of a chat, a call-back or messages, or go on with the one that is not wrapped up yet."""
    visible = visible_to(practitioner)
    thread = visible.select_related("line").filter(pk=thread_id).first()
    if thread is None:
        raise Http404
    try:
        channel = queries.channel_of(thread)
        contact_id = actions.begin(line=thread.line, channel=channel, thread_id=thread_id, by=practitioner.pk)
    except ThreadGone:
        return render(request, "desk/gone.html", status=410)
    return redirect("desk:record", contact_id=contact_id)


@require_POST
@with_keys
def non_data(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """A call that left nothing to record: one press of a button, and it is counted."""
    outcome = request.POST.get("outcome", "")
    if outcome not in NON_DATA_KEYS.values():
        return _page(request, practitioner, notice="Choose one of the buttons.", status=422)
    actions.non_data(line=_line(request, practitioner), outcome=Outcome(outcome), by=practitioner.pk)
    return redirect("desk:calls")


@require_POST
@with_keys
def act(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, contact_id: UUID, name: str) -> HttpResponse:
    """Say that a reported call is one's own; take back a wrong key."""
    visible_contact(practitioner, contact_id)
    todo = {"claim": actions.claim, "take_back": actions.take_back}[name]
    try:
        todo(contact_id=contact_id, by=practitioner.pk)
    except HeldByAnother as held:
        notice = f"{colleague_names([held.holder])[held.holder]} has this call."
        return _page(request, practitioner, notice=notice, status=409)
    except ContactNotPossible:
        return _page(request, practitioner, notice=CHANGED, status=409)
    except ContactGone:
        return render(request, "desk/gone.html", status=410)
    return redirect("desk:record", contact_id=contact_id)


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def phrase(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, contact_id: UUID) -> HttpResponse:
    """Give a caller eight words: the limits are told first, then the words are read out, once."""
    contact = visible_contact(practitioner, contact_id)
    form = PhraseForm(request.POST if request.method == "POST" else None)
    statement = statement_in_force(contact.line, "en")
    context = {"contact": ContactText(contact), "form": form, "statement": statement}
    if statement is None or request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "desk/calls/phrase.html", context, status=status)
    try:
        token = phone.give_phrase(contact_id=contact_id, line_keys=keys, statement=statement, by=practitioner.pk)
    except PhraseGiven:
        notice = "This contact belongs to a thread that has its words already."
        return render(request, "desk/calls/phrase.html", context | {"notice": notice}, status=409)
    except TryAgain:
        notice = "Many phrases are being made at this moment. Wait a few seconds, then press the button again."
        return render(request, "desk/calls/phrase.html", context | {"notice": notice}, status=503)
    except ContactNotPossible:
        return render(request, "desk/calls/phrase.html", context | {"notice": CHANGED}, status=409)
    except ContactGone:
        return render(request, "desk/gone.html", status=410)
    return _words(request, contact_id, SaidBackForm(initial={"token": token}), token)


@require_POST
@with_keys
def said_back(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, contact_id: UUID) -> HttpResponse:
    """Two words that the caller says back."""
    visible_contact(practitioner, contact_id)
    token = request.POST.get("token", "")
    form = SaidBackForm(request.POST)
    if not form.is_valid():
        return _words(request, contact_id, form, token, 422)
    said = (form.cleaned_data["first_word"], form.cleaned_data["second_word"])
    try:
        wrong = phone.confirm(token=token, contact_id=contact_id, said=said, by=practitioner.pk)
    except WordsGone:
        return _gone(contact_id)
    if wrong:
        return _words(request, contact_id, form, token, 422, wrong)
    return redirect(f"{reverse('desk:record', args=[contact_id])}?done=confirmed")


def _gone(contact_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('desk:record', args=[contact_id])}?done=words-gone")


def _words(
    request: HttpRequest,
    contact_id: UUID,
    form: SaidBackForm,
    token: str,
    status: int = 200,
    wrong: list[int] | None = None,
) -> HttpResponse:
    try:
        waiting = phone.to_confirm(token=token, contact_id=contact_id)
    except WordsGone:
        return _gone(contact_id)
    form.name_words(waiting.places)
    context = {"contact_id": contact_id, "form": form, "words": waiting.words, "wrong": wrong}
    return render(request, "desk/calls/words.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def number(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """The number that the public contact page shows, with its hours and cost."""
    lines = all_lines()
    line = chosen_line(request, lines)
    now = {name: getattr(line, name) for name in NumberForm.base_fields}
    form = NumberForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "line": line, "lines": lines}
        return render(request, "desk/calls/number.html", context, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    publish_number(
        line=line,
        number=given["phone_number"],
        hours=given["phone_hours"],
        cost=given["phone_cost"],
        by=practitioner.pk,
    )
    pages.clear()
    return redirect(f"{reverse('desk:calls')}?done=number")


def _line(request: HttpRequest, practitioner: Practitioner) -> Line:
    """The line that was chosen, else the first of one's own; another's does not exist here."""
    lines = lines_of(practitioner)
    if not lines:
        raise PermissionDenied
    return chosen_line(request, lines)
