"""A seeker asks for a call: the statement first, then who dials, when, and the eight words as in writing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from quietline.contact import actions as contact
from quietline.contact import derivations, guards
from quietline.contact.beginnings import not_kept_because, try_later
from quietline.contact.call_backs import actions, queries
from quietline.contact.call_backs.actions import AskedAlready, CallGone, SlotTaken, SlotUnsafe, ThreadClosed
from quietline.contact.call_backs.forms import FORMS, FORMS_HERE, TAKEN, CallBackForm, TimeForm, fresh
from quietline.contact.call_backs.rules import Way
from quietline.contact.call_backs.states import CallNotPossible
from quietline.contact.committing import ThreadGone
from quietline.contact.forms import Draft, new_draft
from quietline.contact.once import Once
from quietline.contact.queries import OpenThread, StatementText, statement_in_force, was_said
from quietline.contact.said import too_many
from quietline.contact.states import State
from quietline.edge.limits import limits
from quietline.edge.marks import public_page, visitor
from quietline.team.queries import line_for_public
from quietline.vault import Busy, new_phrase

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])
asked = Once()


@login_not_required
@reads_and_writes
@public_page
def call_back(request: HttpRequest) -> HttpResponse:
    """The statement first, then the choice who dials; and where the form arrives."""
    if request.method == "POST":
        return _ask(request)
    context = {
        "statement": guards.in_force(),
        "open_here": guards.stands_open(request),
        "you_ring": Way.YOU_RING.value,
        "we_ring": Way.WE_RING.value,
    }
    return render(request, "contact/call_backs/before.html", context)


@login_not_required
@require_safe
@public_page
def call_back_form(request: HttpRequest, key: str, version: int, way: str) -> HttpResponse:
    """The form, reached by agreeing to this very statement."""
    current = guards.in_force()
    if way not in FORMS:
        raise Http404
    if (key, version) != (current.key, current.version):
        return redirect("contact:call-back")
    line = line_for_public()
    slots = queries.free_slots(line, timezone.now())
    form = fresh(way, statement=current.label, line=line, slots=slots)
    return render(request, "contact/call_backs/form.html", _context(form, current, any_slot=bool(slots)))


def _ask(request: HttpRequest) -> HttpResponse:
    line = line_for_public()
    slots = queries.free_slots(line, timezone.now())
    form = FORMS.get(request.POST.get("way", ""), CallBackForm)(request.POST, line=line, slots=slots)
    current = statement_in_force(line, get_language() or "en")
    if current is None:
        return _again(request, form, None, 503, _("Nobody can write to us just now. Please try again later."))
    if not guards.from_our_own_page(request):
        return _again(request, form, current, 403, _("For your safety, please press the button once more."))
    # A draft that is none becomes a random one: two people may choose the same half hour and write nothing.
    once = asked.key(Draft().clean(request.POST.get("draft", "")), request.POST.urlencode())
    token = asked.done(once)
    if token is None or not guards.still_open(token):
        asked.forget(once)
        refused = _refused(request, form, current)
        if refused is not None:
            return refused
        try:
            token = asked.run(once, lambda: _open(form, current))
        except (SlotTaken, SlotUnsafe):
            form.add_error("slot", TAKEN)
            return _again(request, form, current, 409)
        except (Busy, DatabaseError) as error:
            return _again(request, form, current, 503, not_kept_because(error))
    return guards.set_cookie(redirect("contact:phrase"), token)


def _refused(request: HttpRequest, form: CallBackForm, current: StatementText) -> HttpResponse | None:
    """Why nothing is done with the form yet, if so."""
    if not form.is_valid():
        return _again(request, form, current, 422)
    if form.cleaned_data["statement"] != current.label:
        given = form.data.copy()  # type: ignore[attr-defined]
        given["statement"] = current.label
        form.data = given
        return _again(request, form, current, 409, changed=True)
    if not limits.allow("writing", visitor(request)):
        return _again(request, form, current, 429, too_many())
    return None


def _open(form: CallBackForm, current: StatementText) -> str:
    language = get_language() or "en"
    phrase = new_phrase(language)
    opened = actions.ask(
        line=line_for_public(),
        statement=current,
        language=language,
        intake=form.intake(),
        text=form.text(),
        draft=form.cleaned_data["draft"],
        phrase=phrase,
        keys=derivations.for_writing(phrase.bits),
        asked=form.asked(),
    )
    return opened.token


@login_not_required
@reads_and_writes
def ask_here(request: HttpRequest, way: str) -> HttpResponse:
    """Ask for a call in the thread that stands open: its statement was read, and its words are known."""
    if way not in FORMS_HERE:
        raise Http404
    opened = guards.opened_here(request)
    if opened is None:
        return guards.time_ran_out(request) if request.method == "POST" else redirect("contact:return")
    if opened.is_kept:
        return redirect("contact:my-plan")
    contact.stay_open(opened=opened)
    slots = queries.free_slots(opened.thread.line, timezone.now())
    given = request.POST if request.method == "POST" else None
    form = FORMS_HERE[way](given, line=opened.thread.line, slots=slots, initial={"draft": new_draft()})
    if given is None:
        refusal = _refusal(opened)
        status = 409 if refusal else 200
        return _here(request, opened, form, status, refusal, shown=not refusal, any_slot=bool(slots))
    return _ask_here(request, opened, form)


def _ask_here(request: HttpRequest, opened: OpenThread, form: CallBackForm) -> HttpResponse:
    if not (guards.from_our_own_page(request) and guards.bears_token(request, opened)):
        return _here(request, opened, form, 403, _("For your safety, please press the button once more."))
    form.full_clean()
    if _sent_before(opened, form):
        return redirect("contact:thread")
    if refusal := _refusal(opened):
        return _here(request, opened, form, 409, refusal)
    if not form.is_valid():
        return _here(request, opened, form, 422)
    if not limits.allow("sending", visitor(request)):
        return _here(request, opened, form, 429, too_many())
    return _keep_here(request, opened, form)


def _keep_here(request: HttpRequest, opened: OpenThread, form: CallBackForm) -> HttpResponse:
    try:
        actions.ask_here(opened=opened, text=form.text(), draft=form.cleaned_data["draft"], asked=form.asked())
    except (SlotTaken, SlotUnsafe):
        form.add_error("slot", TAKEN)
        return _here(request, opened, form, 409)
    except AskedAlready:
        return _here(request, opened, form, 409, _asked_already())
    except ThreadClosed:
        return _here(request, opened, form, 409, _closed())
    except ThreadGone:
        return guards.time_ran_out(request)
    except DatabaseError as error:
        return _here(request, opened, form, 503, not_kept_because(error))
    return redirect("contact:thread")


def _sent_before(opened: OpenThread, form: CallBackForm) -> bool:
    """Whether this very form was kept: its time is not free any more because it is its sender's own."""
    readable = "message" in form.cleaned_data
    return readable and was_said(opened.thread, text=form.text(), draft=form.cleaned_data["draft"])


def _refusal(opened: OpenThread) -> str:
    """Why no call can be asked for in this thread just now; empty where one can."""
    if opened.thread.state == State.CLOSED:
        return _closed()
    call = queries.for_seeker(opened.thread, timezone.now())
    return _asked_already() if call and call.open else ""


def _asked_already() -> str:
    return _("You have asked for a call already. You can choose another time for it, or call it off.")


def _closed() -> str:
    return _("This conversation was ended for now. Write a message first: it opens again, and you can ask for a call.")


def _here(
    request: HttpRequest,
    opened: OpenThread,
    form: CallBackForm,
    status: int,
    notice: str = "",
    *,
    shown: bool = True,
    any_slot: bool = True,
) -> HttpResponse:
    """The form on the thread's side, with everything that was typed, and what to do next."""
    context = {
        "form": form,
        "shown": shown,
        "line": opened.thread.line,
        "any_slot": any_slot,
        "token": guards.form_token(opened),
        "notice": notice,
    }
    return try_later(render(request, "contact/call_backs/here.html", context, status=status))


@login_not_required
@reads_and_writes
@guards.with_conversation
def time(request: HttpRequest, opened: OpenThread) -> HttpResponse:
    """Another time for the call, or a first one."""
    call = queries.for_seeker(opened.thread, timezone.now())
    if call is None or not call.can_be_moved:
        return redirect("contact:thread")
    line = opened.thread.line
    slots = queries.free_slots(line, timezone.now())
    form = TimeForm(request.POST or None, line=line, slots=slots, we_ring=call.we_ring)
    context = {"form": form, "token": guards.form_token(opened), "call": call, "slots": slots, "line": line}
    if request.method != "POST":
        return render(request, "contact/call_backs/time.html", context)
    if not (guards.from_our_own_page(request) and guards.bears_token(request, opened)):
        context["notice"] = _("For your safety, please press the button once more.")
        return render(request, "contact/call_backs/time.html", context, status=403)
    if not form.is_valid():
        return render(request, "contact/call_backs/time.html", context, status=422)
    try:
        actions.book(opened=opened, starts_at=form.cleaned_data["slot"], safe=form.safe())
    except (SlotTaken, SlotUnsafe):
        form.add_error("slot", TAKEN)
        return render(request, "contact/call_backs/time.html", context, status=409)
    except (CallGone, CallNotPossible):
        return redirect("contact:thread")
    except DatabaseError as error:
        context["notice"] = not_kept_because(error)
        return render(request, "contact/call_backs/time.html", context, status=503)
    return redirect("contact:thread")


@login_not_required
@reads_and_writes
@guards.with_conversation
def cancel(request: HttpRequest, opened: OpenThread) -> HttpResponse:
    """Call the call off, once confirmed."""
    call = queries.for_seeker(opened.thread, timezone.now())
    if call is None or not call.open:
        return redirect("contact:thread")
    context = {"token": guards.form_token(opened), "call": call}
    if request.method != "POST":
        return render(request, "contact/call_backs/cancel.html", context)
    if not (guards.from_our_own_page(request) and guards.bears_token(request, opened)):
        return render(request, "contact/call_backs/cancel.html", context, status=403)
    actions.cancel(opened=opened)
    return redirect("contact:thread")


def _again(
    request: HttpRequest,
    form: CallBackForm,
    current: StatementText | None,
    status: int,
    notice: str = "",
    *,
    changed: bool = False,
) -> HttpResponse:
    """The form with everything that was typed, and what to do next."""
    context = _context(form, current, any_slot=True)
    context |= {"notice": notice, "new_statement": current if changed else None}
    return try_later(render(request, "contact/call_backs/form.html", context, status=status))


def _context(form: CallBackForm, current: StatementText | None, *, any_slot: bool) -> dict[str, object]:
    return {"form": form, "statement": current, "line": line_for_public(), "any_slot": any_slot}
