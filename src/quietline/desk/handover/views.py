from __future__ import annotations

from uuid import UUID

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from quietline.contact.committing import HeldByAnother, ThreadGone
from quietline.contact.handover import actions, queries
from quietline.contact.handover.actions import CannotTakeOver
from quietline.contact.states import NotPossible
from quietline.desk.act_page import act_page
from quietline.desk.crew import crew_for, successors
from quietline.desk.handover.forms import HandoverForm, TransferForm
from quietline.desk.handover.queries import by_shift
from quietline.desk.notes.views import TROUBLE
from quietline.desk.opening import opened_for
from quietline.desk.trail import list_address, thread_address
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.queries import colleague_names, lines_of

CANNOT = "This colleague can't open the thread any more. Choose another one."
ENDED = "This thread was ended meanwhile, so nothing was handed over. Your note stands below."


@require_POST
@with_keys
def transfer(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """Give a thread that one holds, or that waits, to a colleague."""
    opened = opened_for(practitioner, keys, thread_id)
    form = TransferForm(request.POST, colleagues=successors(practitioner, opened, crew_for(practitioner)))
    if not form.is_valid():
        return _transfer_page(request, form, thread_id, status=422)
    given = form.cleaned_data
    try:
        actions.hand_over(
            opened=opened, to=UUID(given["to"]), text=given["message"], draft=given["draft"], by=practitioner.pk
        )
    except HeldByAnother as held:
        name = colleague_names([held.holder])[held.holder]
        notice = f"{name} holds this thread now, so nothing was handed over. Your note stands below."
        return _transfer_page(request, form, thread_id, notice=notice, status=409)
    except NotPossible:
        return _transfer_page(request, form, thread_id, notice=ENDED, status=409)
    except CannotTakeOver:
        return _transfer_page(request, form, thread_id, notice=CANNOT, status=409)
    except ThreadGone:
        return render(request, "desk/gone.html", {"text": given["message"]}, status=410)
    except DatabaseError:
        return _transfer_page(request, form, thread_id, notice=TROUBLE, status=503)
    return redirect(list_address(request, done="transfer"))


def _transfer_page(
    request: HttpRequest, form: TransferForm, thread_id: UUID, *, status: int, notice: str = ""
) -> HttpResponse:
    back = thread_address(request, thread_id)
    return act_page(request, form, title="Hand over", button="Hand over", back=back, notice=notice, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def handover(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """What shifts tell each other: the notes of a week, and a new one."""
    lines = lines_of(practitioner)
    if request.method != "POST":
        return _handover_page(request, practitioner, keys, HandoverForm.fresh(lines))
    form = HandoverForm(request.POST, lines=lines)
    if not form.is_valid():
        return _handover_page(request, practitioner, keys, form, status=422)
    given = form.cleaned_data
    line = next(line for line in lines if str(line.pk) == given["line"])
    try:
        actions.write_handover(line=line, text=given["message"], draft=given["draft"], by=practitioner.pk)
    except DatabaseError:
        return _handover_page(request, practitioner, keys, form, notice=TROUBLE, status=503)
    return redirect("desk:handover")


def _handover_page(
    request: HttpRequest,
    practitioner: Practitioner,
    keys: LineKeys,
    form: HandoverForm,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = lines_of(practitioner)
    context = {
        "form": form,
        "notice": notice,
        "shifts": by_shift(queries.handover_notes(lines, keys)),
        "several_lines": len(lines) > 1,
        "unread": {note.id for note in queries.handover_notes(lines, keys, unread_by=practitioner.pk)},
    }
    return render(request, "desk/handover/list.html", context, status=status)


@require_POST
@with_keys
def read(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, note_id: UUID) -> HttpResponse:
    """Say that one has read a handover note."""
    if queries.line_of(note_id) not in {line.pk for line in lines_of(practitioner)}:
        raise Http404
    actions.mark_read(note_id=note_id, by=practitioner.pk)
    return redirect("desk:list")
