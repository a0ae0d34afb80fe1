"""The record beside its thread: whose it is to write there, and keeping what was typed in it with whatever is sent.

Looking makes no contact: it begins with the first answer that is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest

from quietline.contact.contacts import actions as contacts
from quietline.contact.contacts.queries import ContactRow, ContactText, channel_of, contact_of, contacts_of_thread
from quietline.contact.queries import OpenThread, ThreadRow
from quietline.contact.records import actions
from quietline.contact.records.queries import KeyNotHeld
from quietline.contact.states import State
from quietline.desk.forms import of_the_work
from quietline.desk.records.writing import Answer, Desk, shown, write
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner

NOT_HELD = "The record of this contact is sealed to a key you do not hold."


@dataclass(frozen=True, slots=True)
class Pane:
    """What stands in the pane: the record to write, if it is theirs to, and links to those of contacts before."""

    answer: Answer | None = None
    contact: ContactText | None = None  # none before anything was kept
    contact_id: UUID = field(default_factory=uuid4)  # of the contact that the next answer kept begins
    earlier: list[ContactText] = field(default_factory=list)
    shut: str = ""


def pane_of(
    practitioner: Practitioner,
    keys: LineKeys,
    opened: OpenThread,
    answer: Answer | None = None,
    contact_id: str = "",
) -> Pane:
    """`answer` is what could not be kept, if something could not, and `contact_id` the contact that was to begin."""
    found = [each for each in contacts_of_thread(opened.thread.pk) if each.has_record]
    contact = _current(found, opened.thread)
    earlier = [each for each in found if each is not contact]
    if answer is None and not _writes(practitioner, opened.thread, contact):
        return Pane(earlier=found)
    try:
        answer = answer or shown(Desk(practitioner, keys, opened.thread.line, contact.row if contact else None))
    except KeyNotHeld:
        return Pane(earlier=earlier, shut=NOT_HELD)
    of_the_work(answer.form)
    drawn = contact.row.pk if contact else _as_id(contact_id) or uuid4()
    return Pane(answer=answer, contact=contact, contact_id=drawn, earlier=earlier)


def note_reading(pane: Pane, *, by: UUID) -> None:
    """Put on record that a practitioner has a record before their eyes, where one was written."""
    if pane.answer and pane.answer.now.revision and pane.contact:
        actions.note_reading(contact_id=pane.contact.row.pk, by=by)


def written_beside(
    request: HttpRequest, practitioner: Practitioner, keys: LineKeys, opened: OpenThread
) -> tuple[Desk, Answer]:
    """Keep what stands in the pane's form.

    Raises:
        Http404: the form names a contact that is not this thread's, or none.
        ContactGone
    """
    thread = opened.thread
    drawn = _as_id(request.POST.get("contact", ""))
    if drawn is None or thread.state == State.WITHDRAWN:
        raise Http404

    def begin() -> ContactRow:
        begun = contacts.begin(
            line=thread.line, channel=channel_of(thread), thread_id=thread.pk, contact_id=drawn, by=practitioner.pk
        )
        return _of_thread(begun, thread)

    standing = contact_of(drawn)
    desk = Desk(practitioner, keys, thread.line, _of_thread(drawn, thread) if standing else None, begin)
    try:
        return desk, write(desk, request.POST, finishing=request.POST.get("act") == "finish")
    except KeyNotHeld:
        raise Http404 from None


def kept_beside(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, opened: OpenThread) -> Answer | None:
    """The same for a form that was sent for something else, as a reply; what could not be kept, or nothing.

    Raises:
        Http404, ContactGone
    """
    if not request.POST.get("contact"):
        return None
    _, answer = written_beside(request, practitioner, keys, opened)
    return None if answer.is_kept else answer


def _current(found: list[ContactText], thread: ThreadRow) -> ContactText | None:
    """The contact that is going on; else the one that was wrapped up since the thread was taken."""
    under_way = [each for each in found if not each.is_wrapped_up]
    if under_way:
        return under_way[-1]
    newest = found[-1] if found else None
    taken, ended = thread.claimed_at, newest.row.ended_at if newest else None
    return newest if taken and ended and ended >= taken else None


def _writes(practitioner: Practitioner, thread: ThreadRow, contact: ContactText | None) -> bool:
    if thread.state == State.WITHDRAWN:
        return False
    return practitioner.pk in {thread.claimed_by_id, contact.row.practitioner_id if contact else None}


def _of_thread(contact_id: UUID, thread: ThreadRow) -> ContactRow:
    """The contact, if it is this thread's.

    Raises:
        Http404
    """
    contact = contact_of(contact_id)
    if contact is None or contact.thread_id != thread.pk:
        raise Http404
    return contact


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
