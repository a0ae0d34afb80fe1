"""Details that a seeker gave: into their compartment, and opened for a reason and a quarter of an hour."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.contact.committing import ThreadGone
from quietline.contact.queries import messages_of
from quietline.contact.redacting import NotThere
from quietline.desk.act_page import act_page, not_yours
from quietline.desk.opening import opened_for
from quietline.desk.safeguarding.forms import IdentityForm, MoveForm, ReasonForm
from quietline.desk.trail import trail
from quietline.safeguarding.disclosures.queries import acted_alone
from quietline.safeguarding.identities import actions, queries
from quietline.safeguarding.identities.actions import IdentityGone
from quietline.safeguarding.identities.queries import CannotOpen, NotOpen
from quietline.safeguarding.identities.rules import What
from quietline.safeguarding.people.queries import NotALead, is_lead
from quietline.team.guards import reauthenticate, with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.permissions import May, refused

MOVED = "What was to be moved does not stand there any more. Look again."
DAMAGED = (
    "This identity does not open: it was put here from another thread, or changed in the database. Tell your "
    "administrator, who runs `quietline audit verify`."
)


def case_address(request: HttpRequest, thread_id: UUID) -> str:
    return reverse("desk:case", kwargs={"thread_id": thread_id}) + trail(request)


@require_POST
@with_keys
def enter(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """Put a detail into a compartment of its own."""
    opened = opened_for(practitioner, keys, thread_id)
    form = IdentityForm(request.POST)
    back = case_address(request, thread_id)
    if not form.is_valid():
        title = f"A detail in {opened.thread.reference}"
        return act_page(request, form, title=title, button="Seal it apart", back=back)
    given = form.cleaned_data
    try:
        actions.enter_identity(opened=opened, what=What(given["what"]), words=given["message"], by=practitioner.pk)
    except ThreadGone:
        return render(request, "desk/gone.html", {"text": given["message"]}, status=410)
    return redirect(back)


@require_POST
@with_keys
def move(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """Move what looks like a detail out of the messages."""
    opened = opened_for(practitioner, keys, thread_id)
    found = queries.details_of([each for each in messages_of(opened, for_seeker=False) if not each.mine])
    form = MoveForm(request.POST, found=found)
    back = case_address(request, thread_id)
    page = partial(act_page, request, form, title="Move details out of the text", button="Move them", back=back)
    if not form.is_valid():
        return page()
    try:
        actions.move_details(opened=opened, details=form.details(), by=practitioner.pk)
    except NotThere:
        return page(notice=MOVED, status=409)
    except ThreadGone:
        return render(request, "desk/gone.html", status=410)
    return redirect(back)


@require_safe
@with_keys
def identity(
    request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID, identity_id: UUID
) -> HttpResponse:
    """One identity, to whoever opened it and still leads, or acted alone; anybody else is led to the form."""
    opened = opened_for(practitioner, keys, thread_id)
    if queries.identity_row(thread_id, identity_id) is None:
        raise Http404
    leads = is_lead(practitioner, opened.thread.line_id)
    if not (leads or acted_alone(thread_id, identity_id, by=practitioner.pk)):
        return redirect(_address(request, "desk:identity-open", thread_id, identity_id))
    try:
        text, until = queries.opened_identity(thread_id, identity_id, keys, by=practitioner.pk)
    except (NotOpen, CannotOpen):
        return redirect(_address(request, "desk:identity-open", thread_id, identity_id))
    context = {
        "text": text,
        "until": until,
        "back": case_address(request, thread_id),
        "reasons": queries.reasons_of(identity_id, keys) if leads else [],
        "thread": opened.thread,
    }
    return render(request, "desk/safeguarding/identity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthenticate
@with_keys
def open_(
    request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID, identity_id: UUID
) -> HttpResponse:
    """Open one identity for a quarter of an hour, for a reason."""
    opened = opened_for(practitioner, keys, thread_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["message"].help_text = "Whoever sees this thread sees that you opened it; leads read why."
    page = partial(
        act_page,
        request,
        form,
        title="Open this identity for 15 minutes",
        button="Open it",
        back=case_address(request, thread_id),
    )
    if not form.is_valid():
        return page(status=422 if form.is_bound else 200)
    reason = form.cleaned_data["message"]
    try:
        actions.open_identity(
            opened=opened, identity_id=identity_id, reason=reason, line_keys=keys, by=practitioner.pk
        )
    except NotALead:
        return not_yours(request, refused(May.LEAD))
    except IdentityGone:
        raise Http404 from None
    except CannotOpen:
        return page(notice=DAMAGED, status=409)
    return redirect(_address(request, "desk:identity", thread_id, identity_id))


def _address(request: HttpRequest, name: str, thread_id: UUID, identity_id: UUID) -> str:
    return reverse(name, kwargs={"thread_id": thread_id, "identity_id": identity_id}) + trail(request)
