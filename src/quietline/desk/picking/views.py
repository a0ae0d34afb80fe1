"""Putting a signpost or a canned reply into the reply that is being written: it travels with every step, unsent."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from quietline.contact.forms import new_draft
from quietline.contact.queries import OpenThread
from quietline.contact.rules import clean_text
from quietline.desk.forms import ReplyForm
from quietline.desk.opening import opened_for
from quietline.desk.signposts.forms import SearchForm
from quietline.desk.signposts.views import area_names
from quietline.desk.views import thread_page
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
    search = SearchForm(request.POST)
    found = signposts.search(today=timezone.localdate(), **search.wishes())
    context = {"kept": _kept(request, opened), "search": search, "found": found, "areas": area_names()}
    return render(request, "desk/picking/signposts.html", context | {"thread": opened.thread})


@reads_and_writes
@with_keys
def pick_canned(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """The canned replies of the thread's line, those in its language first."""
    opened = opened_for(practitioner, keys, thread_id)
    replies = canned_for(opened.thread.line_id, opened.thread.language)
    context = {"kept": _kept(request, opened), "replies": replies, "thread": opened.thread}
    return render(request, "desk/picking/canned.html", context)


@reads_and_writes
@with_keys
def insert(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """The thread again, with what was picked below what was typed."""
    opened = opened_for(practitioner, keys, thread_id)
    if request.method != "POST":
        return redirect("desk:thread", thread_id=thread_id)
    kept = _kept(request, opened)
    typed = str(kept.initial["message"])
    picked = _picked(request, practitioner)
    initial = {**kept.initial, "message": f"{typed}\n\n{picked}" if typed and picked else typed or picked}
    return thread_page(request, opened, ReplyForm(initial=initial))


def _kept(request: HttpRequest, opened: OpenThread) -> ReplyForm:
    """The reply as it stands, carried along in hidden fields; nothing of it is judged before it is sent."""
    seen, draft = request.POST.get("seen", ""), request.POST.get("draft", "")
    initial = {
        "message": clean_text(request.POST.get("message", "")),
        "draft": draft or new_draft(),
        "seen": seen if seen.isdecimal() else opened.thread.last_sequence,
    }
    return ReplyForm(initial=initial, auto_id=False)


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
