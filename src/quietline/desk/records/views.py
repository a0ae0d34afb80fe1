"""The record of one contact on a page of its own, and what the pane beside a thread sends."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from quietline.contact.committing import ThreadGone
from quietline.contact.contacts import actions as contacts
from quietline.contact.contacts.actions import ContactGone, OtherLine
from quietline.contact.contacts.queries import ContactRow, ContactText, thread_by_reference
from quietline.contact.contacts.rules import NON_DATA_KEYS, OUTCOME_NAMES, Outcome
from quietline.contact.contacts.states import ContactNotPossible
from quietline.contact.records import actions
from quietline.contact.records.queries import KeyNotHeld
from quietline.desk.crew import crew_for
from quietline.desk.forms import ReplyForm
from quietline.desk.listing import listed
from quietline.desk.opening import opened_for, visible_contacts_to
from quietline.desk.records.pane import written_beside
from quietline.desk.records.writing import Answer, Desk, by_script, refused, shown, to_script, write
from quietline.desk.trail import thread_address
from quietline.desk.views import thread_page
from quietline.edge.marks import typed
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.queries import lines_of

NOT_HELD = "This record is sealed to a key you do not hold."
NO_THREAD = "There is no thread {reference} on this line."


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def record(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, contact_id: UUID) -> HttpResponse:
    """One contact's record: read, saved, finished, corrected."""
    contact = visible_contact(practitioner, contact_id)
    desk = Desk(practitioner, keys, contact.line, contact)
    try:
        if request.method == "POST":
            return _post(request, desk, contact)
        answer = shown(desk)
    except KeyNotHeld:
        return render(request, "desk/records/shut.html", {"notice": NOT_HELD}, status=403)
    except ContactGone:
        return render(request, "desk/gone.html", {"text": typed(request)}, status=410)
    if answer.now.revision:
        actions.note_reading(contact_id=contact_id, by=practitioner.pk)
    return _page(request, desk, answer)


@require_POST
@with_keys
def beside_thread(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """The record as it is written beside its thread: saved or finished, and back to that page."""
    opened = opened_for(practitioner, keys, thread_id)
    try:
        desk, answer = written_beside(request, practitioner, keys, opened)
    except ContactGone:
        return render(request, "desk/gone.html", {"text": typed(request)}, status=410)
    if by_script(request):
        return to_script(desk, answer)
    reply = request.POST.get("message", "")
    if answer.is_kept and not reply:
        return redirect(thread_address(request, thread_id, "record"))
    form = ReplyForm.kept(request.POST, opened.thread.last_sequence)
    return thread_page(request, opened, keys, form, answer.status, record=None if answer.is_kept else answer)


def visible_contact(practitioner: Practitioner, contact_id: UUID) -> ContactRow:
    """The contact, if it is one of this practitioner's lines and theirs to see; else it does not exist for them."""
    visible = visible_contacts_to(practitioner)
    return get_object_or_404(visible, pk=contact_id)


def _post(request: HttpRequest, desk: Desk, contact: ContactRow) -> HttpResponse:
    act = request.POST.get("act", "save")
    answer = write(desk, request.POST, finishing=act == "finish")
    if by_script(request):
        return to_script(desk, answer)
    if not answer.is_kept:
        return _page(request, desk, answer)
    try:
        return redirect("desk:calls") if act == "finish" else _acted(request, desk, contact, act)
    except (ContactNotPossible, OtherLine, ThreadGone) as refusal:
        return _page(request, desk, refused(desk, answer.form, refusal))


def _acted(request: HttpRequest, desk: Desk, contact: ContactRow, act: str) -> HttpResponse:
    """What else the button does, once the answers are kept."""
    contact_id, by = contact.pk, desk.practitioner.pk
    if act == "end":
        contacts.end(contact_id=contact_id, by=by)
    elif act in NON_DATA_KEYS.values():
        contacts.mark_non_data(contact_id=contact_id, outcome=Outcome(act), by=by)
        return redirect("desk:calls")
    elif act == "phrase":
        return redirect("desk:call-phrase", contact_id=contact_id)
    elif act == "attach":
        return _attach(request, desk, contact)
    elif act.startswith("line-"):
        line = next((line for line in lines_of(desk.practitioner) if str(line.pk) == act.removeprefix("line-")), None)
        if line is not None:
            contacts.move_to_line(contact_id=contact_id, line=line, by=by)
    return redirect("desk:record", contact_id=contact_id)


def _attach(request: HttpRequest, desk: Desk, contact: ContactRow) -> HttpResponse:
    reference = request.POST.get("reference", "").strip()
    thread = thread_by_reference([contact.line], reference)
    if thread is None:
        answer = shown(desk)
        answer.status, answer.notice = 404, NO_THREAD.format(reference=reference[:12])
        return _page(request, desk, answer)
    contacts.attach(contact_id=contact.pk, thread_id=thread.pk, by=desk.practitioner.pk)
    return redirect("desk:record", contact_id=contact.pk)


def _page(request: HttpRequest, desk: Desk, answer: Answer) -> HttpResponse:
    contact = desk.begun()
    context = {
        **listed(request, desk.practitioner, desk.keys, crew_for(desk.practitioner)),
        "contact": ContactText(contact),
        "record": answer.now,
        "form": answer.form,
        "notice": answer.notice,
        "theirs": answer.theirs,
        "lines": [line for line in lines_of(desk.practitioner) if line.pk != contact.line_id],
        "non_data": [(key, outcome, OUTCOME_NAMES[outcome]) for key, outcome in NON_DATA_KEYS.items()],
    }
    return render(request, "desk/records/record.html", context, status=answer.status)
