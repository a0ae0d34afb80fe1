"""Writing one contact's record: what its own page and the pane beside its thread do alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone

from quietline.contact.committing import ThreadGone
from quietline.contact.contacts.actions import OtherLine
from quietline.contact.contacts.queries import ContactRow, ContactText
from quietline.contact.contacts.states import ContactNotPossible
from quietline.contact.records import actions
from quietline.contact.records.actions import Conflict
from quietline.contact.records.forming import ensure_form
from quietline.contact.records.forms import RecordAnswers
from quietline.contact.records.queries import RecordText, form_text, published_form, record_of
from quietline.contact.records.rules import FormText, Kind, Written, given_only
from quietline.team.keys import LineKeys
from quietline.team.models import Line, Practitioner

CHANGED = "{name} saved this record while you wrote. Both versions stand below: nothing was overwritten."
REFUSED = "This contact changed meanwhile: what you see below is how it stands now."
OTHER_LINE = "This contact stays on its line: its record was begun there, or it belongs to a thread."
TROUBLE = "This could not be kept just now. What you wrote stands below: wait a moment, then press the button again."
LOOK_AGAIN = "Something below needs another look."


@dataclass(slots=True)
class Desk:
    """Who looks at which contact, with which keys; `contact` is none as long as nothing of it was kept."""

    practitioner: Practitioner
    keys: LineKeys
    line: Line
    contact: ContactRow | None
    begin: Callable[[], ContactRow] | None = None

    def record(self) -> RecordText:
        """The record as it stands; an empty one in the form in force where nothing was written yet."""
        found = record_of(self.contact, self.keys) if self.contact else None
        return found or RecordText(form=form_text(ensure_form(line=self.line)), written=Written())

    def again(self) -> Desk:
        if self.contact:
            self.contact.refresh_from_db()
        return self

    def begun(self) -> ContactRow:
        """The contact, which begins now where it had not."""
        if self.contact is None:
            if self.begin is None:
                raise LookupError("a page that has no contact has to say how one begins")
            self.contact = self.begin()
        return self.contact


@dataclass(slots=True)
class Answer:
    """A record as a page shows it, and what became of what was typed; without a notice all of it was kept."""

    now: RecordText
    form: RecordAnswers
    status: int = 200
    notice: str = ""
    theirs: list[tuple[str, str]] | None = None
    contact: ContactRow | None = field(default=None)

    @property
    def is_kept(self) -> bool:
        return not self.notice


def shown(desk: Desk) -> Answer:
    """The record to read and to go on with; the minutes of the clock are proposed once it stopped.

    Raises:
        KeyNotHeld
    """
    now = desk.record()
    answers = dict(now.written.answers)
    asks = next((each.code for each in now.form.asked if each.kind is Kind.MINUTES), "")
    if desk.contact and desk.contact.ended_at and now.finished_revision is None and asks not in answers:
        answers[asks] = (str(ContactText(desk.contact).minutes),)
    form = RecordAnswers(None, asks=now.form, answers=answers, revision=now.revision)
    return Answer(now=now, form=form, contact=desk.contact)


def write(desk: Desk, post: QueryDict, *, finishing: bool) -> Answer:
    """Keep what was typed, or say why not, with all of it. A record that stays empty begins no contact.

    Raises:
        KeyNotHeld, ContactGone
    """
    now = desk.record()
    form = RecordAnswers(
        post, asks=_asked(desk, post, now), answers=now.written.answers, revision=0, finishing=finishing
    )
    if not form.is_valid():
        return Answer(now, form, 422, LOOK_AGAIN, contact=desk.contact)
    if desk.contact is None and not finishing and not given_only(form.answers()):
        return Answer(now, form)
    try:
        _keep(desk, form, finishing=finishing)
    except Conflict:
        return _conflict(desk, post)
    except (ContactNotPossible, ThreadGone) as refusal:
        return refused(desk, form, refusal)
    except DatabaseError:
        return Answer(now, form, 503, TROUBLE, contact=desk.contact)
    return Answer(now, form, contact=desk.contact)


def refused(desk: Desk, form: RecordAnswers, refusal: Exception) -> Answer:
    """As it stands now, and why not."""
    notice = OTHER_LINE if isinstance(refusal, OtherLine) else REFUSED
    return Answer(desk.again().record(), form, 409, notice, contact=desk.contact)


def by_script(request: HttpRequest) -> bool:
    return request.POST.get("script") == "1"


def to_script(desk: Desk, answer: Answer) -> HttpResponse:
    """What the page's script is told: the new revision, or why nothing was kept."""
    if answer.theirs is not None:
        problem = f"{answer.now.author} saved this record meanwhile. Press Save to see both."
        return JsonResponse({"problem": problem}, status=409)
    if not answer.is_kept:
        return JsonResponse({"problem": answer.notice}, status=answer.status)
    if answer.contact is None:  # nothing was typed, so nothing was begun
        return JsonResponse({"revision": 0})
    saved = {"revision": desk.record().revision, "contact": str(answer.contact.pk)}
    return JsonResponse(saved | {"saved": f"{timezone.localtime():%H:%M}"})


def _keep(desk: Desk, form: RecordAnswers, *, finishing: bool) -> None:
    given = form.cleaned_data
    act = actions.finish if finishing else actions.save
    act(
        contact_id=desk.begun().pk,
        keys=desk.keys,
        form_id=given["form"],
        answers=form.answers(),
        seen=given["revision"],
        by=desk.practitioner.pk,
    )


def _asked(desk: Desk, post: QueryDict, now: RecordText) -> FormText:
    """The version whose questions are on the page: the record's own, or, before it is begun, the one shown."""
    if now.revision:
        return now.form
    try:
        asked = published_form(desk.line, UUID(post.get("form", "")))
    except ValueError:
        asked = None
    return asked or now.form


def _conflict(desk: Desk, post: QueryDict) -> Answer:
    """Theirs to read, one's own in the form; saved once more, one's own stands."""
    now = desk.again().record()
    data = post.copy()
    data["revision"] = str(now.revision)
    mine = RecordAnswers(data, asks=now.form, answers=now.written.answers, revision=now.revision)
    mine.full_clean()
    return Answer(now, mine, 409, CHANGED.format(name=now.author), _in_words(now), desk.contact)


def _in_words(now: RecordText) -> list[tuple[str, str]]:
    answers = now.written.answers
    return [
        (each.label, ", ".join(map(each.label_of, answers[each.code])))
        for each in now.form.fields
        if each.code in answers
    ]
