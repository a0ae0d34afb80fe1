"""Marking a concern and settling it, from a thread's page."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from quietline.contact.committing import ThreadGone
from quietline.desk.act_page import act_page, not_yours
from quietline.desk.opening import opened_for, visible_to
from quietline.desk.safeguarding.forms import ConcernForm, ReasonForm
from quietline.desk.trail import list_address, thread_address
from quietline.safeguarding.concerns import actions, queries
from quietline.safeguarding.concerns.actions import SettledAlready, Undecided
from quietline.safeguarding.people.queries import NotALead
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.permissions import May, refused

TROUBLE = "This could not be kept just now. It stands below: wait a moment, then send it again."
UNDECIDED = "Something about this thread waits to be decided or done. See to that first: it stands under Safeguarding."


@require_POST
@with_keys
def mark(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """Mark a concern on a thread."""
    opened = opened_for(practitioner, keys, thread_id)
    form = ConcernForm(request.POST, kinds=queries.kinds_for(opened.thread))
    page = partial(
        act_page,
        request,
        form,
        title=f"A concern about {opened.thread.reference}",
        button="Mark it",
        back=thread_address(request, thread_id),
    )
    if not form.is_valid():
        return page()
    given = form.cleaned_data
    try:
        actions.raise_concern(opened=opened, kind=given["kind"], words=given["message"], by=practitioner.pk)
    except ThreadGone:
        return render(request, "desk/gone.html", {"text": given["message"]}, status=410)
    except DatabaseError:
        return page(notice=TROUBLE, status=503)
    return _after(request, practitioner, thread_id, "raise_concern")


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def settle(
    request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID, concern_id: UUID
) -> HttpResponse:
    """Settle a concern, with a reason; a safeguarding lead's."""
    opened = opened_for(practitioner, keys, thread_id)
    concern = next((each for each in queries.concerns_of(opened) if each.id == concern_id), None)
    if concern is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    page = partial(
        act_page,
        request,
        form,
        title=f"Settle: {concern.kind.label}",
        button="Settle the concern",
        back=thread_address(request, thread_id),
    )
    if not form.is_valid():
        return page(status=422 if form.is_bound else 200)
    reason = form.cleaned_data["message"]
    try:
        actions.settle_concern(opened=opened, concern_id=concern_id, reason=reason, by=practitioner.pk)
    except NotALead:
        return not_yours(request, refused(May.LEAD))
    except Undecided:
        return page(notice=UNDECIDED, status=409)
    except SettledAlready:
        return page(notice="Somebody else settled it meanwhile.", status=409)
    except ThreadGone:
        return render(request, "desk/gone.html", {"text": reason}, status=410)
    return _after(request, practitioner, thread_id, "settle_concern")


def _after(request: HttpRequest, practitioner: Practitioner, thread_id: UUID, done: str) -> HttpResponse:
    """Back to the thread, or to the list where it went out of sight."""
    if visible_to(practitioner).filter(pk=thread_id).exists():
        return redirect(thread_address(request, thread_id))
    return redirect(list_address(request, done=done))
