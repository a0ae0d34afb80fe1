"""The wrap-up page: one contact, its clock, its record."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from quietline.contact.committing import ThreadGone
from quietline.contact.contacts import actions as contacts
from quietline.contact.contacts.actions import ContactGone, OtherLine
from quietline.contact.contacts.queries import ContactRow, ContactText, thread_by_reference, visible_contacts
from quietline.contact.contacts.rules import NON_DATA_KEYS, OUTCOME_NAMES, Outcome
from quietline.contact.contacts.states import ContactNotPossible
from quietline.contact.records import actions
from quietline.contact.records.actions import Conflict
from quietline.contact.records.forming import ensure_form
from quietline.contact.records.forms import RecordAnswers
from quietline.contact.records.queries import KeyNotHeld, RecordText, form_text, published_form, record_of
from quietline.contact.records.rules import FormText, Kind, Written
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.queries import lines_of

CHANGED = "{name} saved this record while you wrote. Both versions stand below: nothing was overwritten."
NOT_HELD = "This record is sealed to a key you do not hold."
REFUSED = "This contact changed meanwhile: what you see below is how it stands now."
NO_THREAD = "There is no thread {reference} on this line."
OTHER_LINE = "This contact stays on its line: its record was begun there, or it belongs to a thread."
TROUBLE = "This could not be kept just now. What you wrote stands below: wait a moment, then press the button again."


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks at which contact, with which keys."""

    practitioner: Practitioner
    keys: LineKeys
    contact: ContactRow

    def record(self) -> RecordText:
        """The record as it stands; an empty one in the form in force where nothing was written yet."""
        found = record_of(self.contact, self.keys)
        return found or RecordText(form=form_text(ensure_form(line=self.contact.line)), written=Written())

    def again(self) -> Desk:
        self.contact.refresh_from_db()
        return self


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def record(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, contact_id: UUID) -> HttpResponse:
    """One contact's record: read, saved, finished, corrected."""
    desk = Desk(practitioner, keys, visible_contact(practitioner, contact_id))
    try:
        if request.method == "POST":
            return _post(request, desk)
        now = desk.record()
    except KeyNotHeld:
        return render(request, "desk/records/shut.html", {"notice": NOT_HELD}, status=403)
    if now.revision:
        actions.note_reading(contact_id=contact_id, by=practitioner.pk)
    return _page(request, desk, now, _fresh(desk, now))


def visible_contact(practitioner: Practitioner, contact_id: UUID) -> ContactRow:
    """The contact, if it is one of this practitioner's lines and theirs to see; else it does not exist for them."""
    visible = visible_contacts(lines_of(practitioner), safeguarding_lead=practitioner.is_safeguarding_lead)
    return get_object_or_404(visible, pk=contact_id)


def _post(request: HttpRequest, desk: Desk) -> HttpResponse:
    act = request.POST.get("act", "save")
    now = desk.record()
    form = RecordAnswers(
        request.POST, asks=_asked(request, desk, now), answers=now.written.answers, seen=0, finishing=act == "finish"
    )
    if not form.is_valid():
        return _refused(request, desk, now, form, 422, "Something below needs another look.")
    try:
        return _done(request, desk, form, act)
    except Conflict:
        return _conflict(request, desk, form)
    except (ContactNotPossible, OtherLine, ThreadGone) as refusal:
        notice = OTHER_LINE if isinstance(refusal, OtherLine) else REFUSED
        return _refused(request, desk.again(), desk.record(), form, 409, notice)
    except ContactGone:
        return render(request, "desk/gone.html", {"text": "\n\n".join(_typed(form))}, status=410)
    except DatabaseError:
        return _refused(request, desk, now, form, 503, TROUBLE)


def _asked(request: HttpRequest, desk: Desk, now: RecordText) -> FormText:
    """The version whose questions are on the page: the record's own, or, before it is begun, the one shown."""
    if now.revision:
        return now.form
    try:
        shown = published_form(desk.contact.line, UUID(request.POST.get("form", "")))
    except ValueError:
        shown = None
    return shown or now.form


def _done(request: HttpRequest, desk: Desk, form: RecordAnswers, act: str) -> HttpResponse:
    contact_id, by = desk.contact.pk, desk.practitioner.pk
    given = form.cleaned_data
    if act == "finish":
        actions.finish(
            contact_id=contact_id,
            keys=desk.keys,
            form_id=given["form"],
            answers=form.answers(),
            seen=given["seen"],
            by=by,
        )
        return redirect("desk:calls")
    revision = actions.save(
        contact_id=contact_id, keys=desk.keys, form_id=given["form"], answers=form.answers(), seen=given["seen"], by=by
    )
    if _by_script(request):
        return JsonResponse({"revision": revision, "saved": f"{timezone.localtime():%H:%M}"})
    return _acted(request, desk, act)


def _acted(request: HttpRequest, desk: Desk, act: str) -> HttpResponse:
    """What else the button does, once the answers are kept."""
    contact_id, by = desk.contact.pk, desk.practitioner.pk
    if act == "end":
        contacts.end(contact_id=contact_id, by=by)
    elif act in NON_DATA_KEYS.values():
        contacts.mark_non_data(contact_id=contact_id, outcome=Outcome(act), by=by)
        return redirect("desk:calls")
    elif act == "phrase":
        return redirect("desk:call-phrase", contact_id=contact_id)
    elif act == "attach":
        return _attach(request, desk)
    elif act.startswith("line-"):
        line = next((line for line in lines_of(desk.practitioner) if str(line.pk) == act.removeprefix("line-")), None)
        if line is not None:
            contacts.move_to_line(contact_id=contact_id, line=line, by=by)
    return redirect("desk:record", contact_id=contact_id)


def _attach(request: HttpRequest, desk: Desk) -> HttpResponse:
    reference = request.POST.get("reference", "").strip()
    thread = thread_by_reference([desk.contact.line], reference)
    if thread is None:
        now = desk.record()
        return _page(request, desk, now, _fresh(desk, now), 404, NO_THREAD.format(reference=reference[:12]))
    contacts.attach(contact_id=desk.contact.pk, thread_id=thread.pk, by=desk.practitioner.pk)
    return redirect("desk:record", contact_id=desk.contact.pk)


def _conflict(request: HttpRequest, desk: Desk, form: RecordAnswers) -> HttpResponse:
    """Theirs to read, one's own in the form; saved once more, one's own stands."""
    now = desk.again().record()
    notice = CHANGED.format(name=now.author)
    if _by_script(request):
        return JsonResponse(
            {"problem": f"{now.author} saved this record meanwhile. Press Save to see both."}, status=409
        )
    data = request.POST.copy()
    data["seen"] = str(now.revision)
    mine = RecordAnswers(data, asks=now.form, answers=now.written.answers, seen=now.revision)
    mine.full_clean()
    return _page(request, desk, now, mine, 409, notice, theirs=_in_words(now))


def _in_words(now: RecordText) -> list[tuple[str, str]]:
    answers = now.written.answers
    return [
        (field.label, ", ".join(map(field.label_of, answers[field.code])))
        for field in now.form.fields
        if field.code in answers
    ]


def _refused(
    request: HttpRequest, desk: Desk, now: RecordText, form: RecordAnswers, status: int, notice: str
) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"problem": notice}, status=status)
    return _page(request, desk, now, form, status, notice)


def _by_script(request: HttpRequest) -> bool:
    return request.POST.get("script") == "1"


def _typed(form: RecordAnswers) -> list[str]:
    return [value for name, value in form.cleaned_data.items() if name.startswith("text-") and value]


def _fresh(desk: Desk, now: RecordText) -> RecordAnswers:
    answers = dict(now.written.answers)
    asks = next((field.code for field in now.form.asked if field.kind is Kind.MINUTES), "")
    if desk.contact.ended_at and now.finished_revision is None and asks not in answers:
        answers[asks] = (str(ContactText(desk.contact).minutes),)
    return RecordAnswers(None, asks=now.form, answers=answers, seen=now.revision)


def _page(
    request: HttpRequest,
    desk: Desk,
    now: RecordText,
    form: RecordAnswers,
    status: int = 200,
    notice: str = "",
    theirs: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    contact = ContactText(desk.contact)
    context = {
        "contact": contact,
        "record": now,
        "form": form,
        "notice": notice,
        "theirs": theirs,
        "lines": [line for line in lines_of(desk.practitioner) if line.pk != desk.contact.line_id],
        "non_data": [(key, outcome, OUTCOME_NAMES[outcome]) for key, outcome in NON_DATA_KEYS.items()],
    }
    return render(request, "desk/records/record.html", context, status=status)
