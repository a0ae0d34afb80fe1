from __future__ import annotations

from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quietline.contact.committing import ThreadGone
from quietline.contact.wanted.actions import mark_wanted
from quietline.desk.act_page import act_page
from quietline.desk.opening import opened_for
from quietline.desk.trail import thread_address
from quietline.desk.wanted.forms import WantedForm
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.skills.queries import skills

TROUBLE = "This could not be kept just now. Wait a moment, then send it again."


@require_POST
@with_keys
def wanted(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """Say which skill a thread wants."""
    opened = opened_for(practitioner, keys, thread_id)
    form = WantedForm(request.POST, skills=skills())
    if not form.is_valid():
        return _page(request, form, thread_id)
    try:
        mark_wanted(opened=opened, skill=form.chosen(), by=practitioner.pk)
    except ThreadGone:
        return render(request, "desk/gone.html", {"text": ""}, status=410)
    except DatabaseError:
        return _page(request, form, thread_id, notice=TROUBLE, status=503)
    return redirect(thread_address(request, thread_id))


def _page(
    request: HttpRequest, form: WantedForm, thread_id: UUID, *, notice: str = "", status: int = 422
) -> HttpResponse:
    back = thread_address(request, thread_id)
    title = "Which skill does it want?"
    return act_page(request, form, title=title, button="Keep it", back=back, notice=notice, status=status)
