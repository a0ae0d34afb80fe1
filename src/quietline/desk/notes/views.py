from __future__ import annotations

from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quietline.contact.committing import ThreadGone
from quietline.contact.notes.actions import add_note
from quietline.desk.act_page import act_page
from quietline.desk.notes.forms import NoteForm
from quietline.desk.opening import opened_for
from quietline.desk.trail import thread_address
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner

TROUBLE = "This could not be kept just now. It stands below: wait a moment, then send it again."


@require_POST
@with_keys
def note(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """Keep a note for colleagues in a thread."""
    opened = opened_for(practitioner, keys, thread_id)
    back = thread_address(request, thread_id)
    form = NoteForm(request.POST)
    title = f"Note in {opened.thread.reference}"
    if not form.is_valid():
        return act_page(request, form, title=title, button="Add the note", back=back)
    given = form.cleaned_data
    try:
        add_note(opened=opened, text=given["message"], draft=given["draft"], by=practitioner.pk)
    except ThreadGone:
        return render(request, "desk/gone.html", {"text": given["message"]}, status=410)
    except DatabaseError:
        return act_page(request, form, title=title, button="Add the note", back=back, notice=TROUBLE, status=503)
    return redirect(thread_address(request, thread_id))
