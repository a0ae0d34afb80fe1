"""Putting a signpost or a canned reply into the reply that is being written: it travels with every step, unsent."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from quietline.contact.contacts.actions import ContactGone
from quietline.contact.queries import OpenThread
from quietline.desk.forms import ReplyForm
from quietline.desk.opening import opened_for
from quietline.desk.records.pane import kept_beside
from quietline.desk.signposts.forms import SearchForm
from quietline.desk.signposts.views import area_names
from quietline.desk.trail import thread_address
from quietline.desk.views import thread_page
from quietline.edge.marks import typed
from quietline.team.canned.queries import canned_for, canned_reply
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.queries import lines_of
from quietline.team.signposts import queries as signposts

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
@with_keys
def pick_signpost(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """The directory, each entry with a button that puts it into the reply."""
    opened = opened_for(practitioner, keys, thread_id)
    if refusal := _refused(request, practitioner, keys, opened):
        return refusal
    search = SearchForm(request.POST)
    found = signposts.search(today=timezone.localdate(), **search.wishes())
    context = {"kept": _kept(request, opened), "search": search, "found": found, "areas": area_names()}
    return render(request, "desk/picking/signposts.html", context | {"thread": opened.thread})


@reads_and_writes
@with_keys
def pick_canned(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """The canned replies of the thread's line, those in its language first."""
    opened = opened_for(practitioner, keys, thread_id)
    if refusal := _refused(request, practitioner, keys, opened):
        return refusal
    replies = canned_for(opened.thread.line_id, opened.thread.language)
    context = {"kept": _kept(request, opened), "replies": replies, "thread": opened.thread}
    return render(request, "desk/picking/canned.html", context)


@reads_and_writes
@with_keys
def insert(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """The thread again, with what was picked below what was typed."""
    opened = opened_for(practitioner, keys, thread_id)
    if request.method != "POST":
        return redirect(thread_address(request, thread_id))
    kept = _kept(request, opened)
    typed = str(kept.initial["message"])
    picked = _picked(request, practitioner)
    initial = {**kept.initial, "message": f"{typed}\n\n{picked}" if typed and picked else typed or picked}
    return thread_page(request, opened, keys, ReplyForm(initial=initial))


def _kept(request: HttpRequest, opened: OpenThread) -> ReplyForm:
    """The reply as it stands, carried along in hidden fields."""
    return ReplyForm.kept(request.POST, opened.thread.last_sequence, auto_id=False)


def _refused(
    request: HttpRequest, practitioner: Practitioner, keys: LineKeys, opened: OpenThread
) -> HttpResponse | None:
    """The record is kept before its page is left; the thread's page again where it could not be."""
    try:
        record = kept_beside(request, practitioner, keys, opened)
    except ContactGone:
        return render(request, "desk/gone.html", {"text": typed(request)}, status=410)
    if record is None:
        return None
    form = ReplyForm.kept(request.POST, opened.thread.last_sequence)
    return thread_page(request, opened, keys, form, record.status, record=record)


def _picked(request: HttpRequest, practitioner: Practitioner) -> str:
    try:
        if signpost := request.POST.get("signpost"):
            return signposts.reply_text(UUID(signpost))
        if reply := request.POST.get("canned"):
            found = canned_reply(UUID(reply), lines_of(practitioner))
            return found.text if found and not found.is_retired else ""
    except ValueError:
        raise Http404 from None
    return ""
