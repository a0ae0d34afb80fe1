from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.audit.models import Act
from quietline.audit.queries import acts_on, looked_at
from quietline.contact import actions
from quietline.contact import queries as contact
from quietline.contact.actions import NotRead, Safeguarded
from quietline.contact.committing import HeldByAnother, NewMessages, ThreadGone
from quietline.contact.contacts.actions import ContactGone
from quietline.contact.handover.queries import handover_notes
from quietline.contact.queries import OpenThread
from quietline.contact.states import NotPossible
from quietline.desk import queries
from quietline.desk.beside import beside
from quietline.desk.crew import crew_for
from quietline.desk.forms import ReplyForm, of_the_work
from quietline.desk.listing import listed
from quietline.desk.opening import opened_for as _opened
from quietline.desk.opening import visible_to as _visible
from quietline.desk.records.pane import Pane, kept_beside, note_reading, pane_of
from quietline.desk.records.writing import Answer
from quietline.desk.trail import list_address, thread_address
from quietline.edge.marks import typed
from quietline.safeguarding.identities.rules import details_in
from quietline.team.guards import with_keys
from quietline.team.keys import KeysLocked, LineKeys, open_line_keys, private_key_of
from quietline.team.models import Practitioner
from quietline.team.permissions import May, may, refused
from quietline.team.queries import colleague_names

# What the buttons of a thread's page do.
ACTIONS: dict[str, Callable[..., None]] = {
    "take": actions.take,
    "hand_back": actions.hand_back,
    "release": actions.release,
    "step_in": actions.step_in,
    "close": actions.close,
    "erase": actions.erase,
}
# After these there is nothing left to look at.
LEAVES_THREAD = {"hand_back", "release", "close", "erase"}
# What takes a role of its own, on this very line.
NEEDS = {"release": May.LEAD, "step_in": May.STEP_IN}
# What the list says after an act that took its thread out of sight.
DONE = {
    "hand_back": "The thread is back in the queue.",
    "release": "The thread is back in the queue; its holder sees that you gave it back.",
    "close": "The thread is closed. If its seeker writes again, it returns to the queue.",
    "erase": "The thread is erased.",
    "raise_concern": "The concern is marked. As its seeker erased this thread, only a safeguarding lead sees it now.",
    "settle_concern": "The concern is settled. As its seeker had erased this thread, it is erased now.",
    "transfer": "The thread is handed over.",
}
# The acts that show somebody what was said in a thread, or the number that was given in it.
LOOKING = (Act.THREAD_READ, Act.CALL_NUMBER_SHOWN, Act.SAFEGUARDING_READ)
REFUSALS: dict[type[Exception], str] = {
    Safeguarded: "This thread is kept: a concern is open, or something of it was passed on.",
    NotRead: "Something here was not read yet. Read it now, then erase it.",
    NewMessages: "Something new arrived, or was not read yet. Read it first, then close the thread.",
    NotPossible: "This changed meanwhile: what you see below is how the thread stands now.",
}


@require_safe
@with_keys
def threads(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """The queue: who waits, whom one holds, what is closed, what its seeker erased."""
    found = listed(request, practitioner, keys, crew_for(practitioner))
    desk, form = found["desk"], found["narrow"]
    notes = handover_notes(desk.lines, keys, unread_by=practitioner.pk)
    context = {
        "done": DONE.get(request.GET.get("done", ""), ""),
        "notes": notes,
        "unread": {note.id for note in notes},
    }
    return render(request, "desk/list.html", {**found, **context}, status=422 if form.errors else 200)


@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """Which threads stand on a page of the list just now: a page that shows it compares that with what it shows.

    A script asks, and nobody may be there: it counts neither as presence nor renews the half hour that keys stay open.
    """
    practitioner = cast(Practitioner, request.user)
    try:
        keys = open_line_keys(practitioner, private_key_of(request, practitioner))
    except KeysLocked:
        return JsonResponse({}, status=401)
    request.session.modified = False
    rows = listed(request, practitioner, keys, crew_for(practitioner))["desk"].rows
    return JsonResponse({str(row.thread.pk): row.thread.last_sequence for row in rows})


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def thread(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """One thread: its messages, what can be done with it, and where the reply arrives."""
    opened = _opened(practitioner, keys, thread_id)
    if request.method == "POST":
        return _reply(request, practitioner, keys, opened)
    pane = pane_of(practitioner, keys, opened)
    page = _page(request, practitioner, keys, opened, ReplyForm.fresh(opened.thread.last_sequence), pane)
    if request.method == "GET":  # now that it can be shown
        actions.note_reading(thread=opened.thread, by=practitioner.pk)
        note_reading(pane, by=practitioner.pk)
    return page


def _reply(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, opened: OpenThread) -> HttpResponse:
    """Send the reply; what was typed in the record goes with it, and is kept whether or not the reply is."""
    try:
        record = kept_beside(request, practitioner, keys, opened)
    except ContactGone:
        return _gone(request, typed(request))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return thread_page(request, opened, keys, form, 422, record=record)
    given = form.cleaned_data
    try:
        actions.reply(
            opened=opened, text=given["message"], draft=given["draft"], seen=given["seen"], by=practitioner.pk
        )
    except HeldByAnother as held:
        notice = f"{_name(held)} holds this thread. Your reply was not sent; it is kept below."
        return thread_page(request, _again(opened), keys, form, 409, notice, record)
    except NewMessages:
        again = _again(opened)
        notice = "Something new arrived while you wrote. Read it, then send your reply as it is or change it."
        return thread_page(request, again, keys, form.again(again.thread.last_sequence), 409, notice, record)
    except (NotPossible, ThreadGone):
        return _gone(request, typed(request))
    except DatabaseError:
        notice = "Your reply could not be kept just now. It stands below: wait a moment, then send it again."
        return thread_page(request, opened, keys, form, 503, notice, record)
    if record is not None:
        again = _again(opened)
        fresh = ReplyForm.fresh(again.thread.last_sequence)
        return thread_page(request, again, keys, fresh, record.status, "Your reply was sent.", record)
    return redirect(thread_address(request, opened.thread.pk))


@require_POST
@with_keys
def act(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID, name: str) -> HttpResponse:
    """Take, hand back, close, end the reading of a withdrawn thread."""
    opened = _opened(practitioner, keys, thread_id)
    need = NEEDS.get(name, May.WORK)
    if not may(practitioner, need, opened.thread.line):
        return _unchanged(request, opened, keys, refused(need), status=403)
    try:
        ACTIONS[name](thread_id=thread_id, by=practitioner.pk)
    except HeldByAnother as held:
        return _unchanged(request, opened, keys, f"{_name(held)} was first and holds this thread now.")
    except (Safeguarded, NewMessages, NotRead, NotPossible) as refusal:
        return _unchanged(request, opened, keys, REFUSALS[type(refusal)])
    except ThreadGone:
        return _gone(request)
    if name in LEAVES_THREAD or not _visible(practitioner).filter(pk=thread_id).exists():
        return redirect(list_address(request, done=name))
    return redirect(thread_address(request, thread_id))


def _unchanged(
    request: HttpRequest, opened: OpenThread, keys: LineKeys, notice: str, status: int = 409
) -> HttpResponse:
    """The thread as it stands now, and why nothing was done to it."""
    return thread_page(request, _again(opened), keys, ReplyForm.fresh(opened.thread.last_sequence), status, notice)


def _again(opened: OpenThread) -> OpenThread:
    """The same thread as the database has it now."""
    row = contact.thread_row(opened.thread.pk)
    return OpenThread(thread=row or opened.thread, key=opened.key)


def thread_page(
    request: HttpRequest,
    opened: OpenThread,
    keys: LineKeys,
    form: ReplyForm,
    status: int = 200,
    notice: str = "",
    record: Answer | None = None,
) -> HttpResponse:
    """A thread's page, with whatever stands in its reply box, and in its record where that could not be kept."""
    practitioner = cast(Practitioner, request.user)
    pane = pane_of(practitioner, keys, opened, record, request.POST.get("contact", ""))
    return _page(request, practitioner, keys, opened, form, pane, status, notice)


def _page(
    request: HttpRequest,
    practitioner: Practitioner,
    keys: LineKeys,
    opened: OpenThread,
    form: ReplyForm,
    pane: Pane,
    status: int = 200,
    notice: str = "",
) -> HttpResponse:
    acts = acts_on(opened.thread.pk)
    names = colleague_names([actor for _, actor in acts if actor])
    told = [(act.label, names.get(actor, "") if actor else "") for act, actor in acts[-12:]]
    looked = looked_at(opened.thread.pk, looking=LOOKING)
    names |= colleague_names([actor for actor, _, _ in looked])
    crew = crew_for(practitioner)
    found = listed(request, practitioner, keys, crew)
    on_desk = queries.thread_on_desk(opened, told, found["desk"].areas)
    context = {
        "on_desk": on_desk,
        "looked": [(names.get(actor, ""), last, times) for actor, last, times in looked],
        "form": of_the_work(form),
        "pane": pane,
        "notice": notice,
        "details_found": sum(len(details_in(each.text)) for each, _ in on_desk.messages if not each.mine),
    }
    return render(
        request, "desk/thread.html", {**found, **context, **beside(practitioner, opened, crew)}, status=status
    )


def _name(held: HeldByAnother) -> str:
    return colleague_names([held.holder])[held.holder]


def _gone(request: HttpRequest, text: str = "") -> HttpResponse:
    return render(request, "desk/gone.html", {"text": text}, status=410)
