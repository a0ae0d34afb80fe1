"""Writing: contacts that begin, end, or turn out to be nothing to record. Each act is one transaction."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.by_hour import note_hour
from quietline.contact.committing import DESK, HeldByAnother, ThreadGone
from quietline.contact.contacts.models import Contact
from quietline.contact.contacts.rules import NON_DATA_KEYS, Channel, Outcome, contact_count
from quietline.contact.contacts.states import (
    BEGINNINGS,
    ContactEvent,
    ContactNotPossible,
    ContactState,
    after,
)
from quietline.contact.models import Record, Thread
from quietline.contact.outbox import put_down
from quietline.contact.states import SHUT_TO_THE_LINE
from quietline.live.hub import hub
from quietline.tally.measures import Count
from quietline.team.models import Line, Practitioner

_NON_DATA = frozenset(NON_DATA_KEYS.values())
# A chat goes on as messages and messages become a chat: not wrapped up, they are one contact.
_IN_WRITING = frozenset({Channel.MESSAGE, Channel.CHAT})


class ContactGone(Exception):
    """The contact was erased with its thread, or there never was one."""


class OtherLine(Exception):
    """The thread belongs to another line than the contact, or the record was begun for the line it is on."""


def begin(
    *, line: Line, channel: Channel, thread_id: UUID | None = None, contact_id: UUID | None = None, by: UUID
) -> UUID:
    """Open a contact now; returns its id. Begun twice it is one.

    A practitioner has one call at a time, and a thread one contact in writing and one call-back that are not wrapped
    up: where there is one, it is that one. `contact_id` is drawn by the page that begins it, so that what is sent
    twice is one contact even when the first was wrapped up at once.

    Raises:
        ThreadGone: the thread was erased.
    """
    with transaction.atomic():
        Practitioner.objects.select_for_update().get(pk=by)
        if thread_id is not None:
            _thread_row(thread_id)
        if contact_id is not None and Contact.objects.filter(pk=contact_id).exists():
            return contact_id
        under_way = _under_way(channel, thread_id, by)
        if under_way is not None:
            return under_way
        contact = Contact.objects.create(
            pk=contact_id or uuid4(),
            line=line,
            thread_id=thread_id,
            channel=channel,
            state=ContactState.OPEN,
            outcome=Outcome.ANSWERED,
            practitioner_id=by,
            began_at=timezone.now(),
        )
        _told(Act.CONTACT_BEGUN, contact, by)
    return contact.pk


def end(*, contact_id: UUID, by: UUID) -> None:
    """Stop the clock of a contact; ended twice it keeps its first end.

    Raises:
        ContactGone, ContactNotPossible
    """
    with transaction.atomic():
        contact = contact_row(contact_id)
        if contact.state == ContactState.ENDED:
            return
        if contact.state != ContactState.OPEN:
            raise ContactNotPossible(ContactState(contact.state), ContactEvent.END)
        contact.state = after(ContactState.OPEN, ContactEvent.END)
        contact.ended_at = timezone.now()
        contact.practitioner_id = contact.practitioner_id or by
        save_contact(contact)
        _told(Act.CONTACT_ENDED, contact, by)


def non_data(*, line: Line, outcome: Outcome, by: UUID) -> UUID:
    """A call that left nothing to record, at once: counted as demand. Returns its id."""
    now = timezone.now()
    with transaction.atomic():
        contact = Contact.objects.create(
            line=line,
            channel=Channel.CALL,
            state=BEGINNINGS[ContactEvent.NON_DATA],
            outcome=outcome,
            practitioner_id=by,
            began_at=now,
            ended_at=now,
        )
        count_in(contact)
        _told(Act.CONTACT_NON_DATA, contact, by)
    return contact.pk


def mark_non_data(*, contact_id: UUID, outcome: Outcome, by: UUID) -> None:
    """The same for a contact that was opened already.

    Raises:
        ContactGone, ContactNotPossible
        ValueError: that outcome is none of these.
    """
    if outcome not in _NON_DATA:
        raise ValueError(outcome)
    with transaction.atomic():
        contact = contact_row(contact_id)
        contact.state = after(ContactState(contact.state), ContactEvent.NON_DATA)
        contact.outcome = outcome
        contact.ended_at = contact.ended_at or timezone.now()
        contact.practitioner_id = contact.practitioner_id or by
        count_in(contact)
        save_contact(contact)
        _told(Act.CONTACT_NON_DATA, contact, by)


def take_back(*, contact_id: UUID, by: UUID) -> None:
    """A wrong key: the contact is one to record after all, and the figures forget the other.

    Raises:
        ContactGone, ContactNotPossible
    """
    with transaction.atomic():
        contact = contact_row(contact_id)
        following = after(ContactState(contact.state), ContactEvent.TAKE_BACK)
        count_out(contact)
        contact.state, contact.outcome = following, Outcome.ANSWERED
        save_contact(contact)
        _told(Act.CONTACT_TAKEN_BACK, contact, by)


def claim(*, contact_id: UUID, by: UUID) -> None:
    """Say that a call which the phone system reported is one's own.

    Raises:
        ContactGone, ContactNotPossible
        HeldByAnother: a colleague said so first.
    """
    with transaction.atomic():
        contact = contact_row(contact_id)
        if contact.practitioner_id not in {None, by}:
            raise HeldByAnother(contact.practitioner_id)
        if contact.state not in {ContactState.RINGING, ContactState.OPEN, ContactState.ENDED}:
            raise ContactNotPossible(ContactState(contact.state), ContactEvent.ANSWER)
        contact.state = after(ContactState(contact.state), ContactEvent.ANSWER)
        contact.practitioner_id = by
        save_contact(contact)
        _told(Act.CONTACT_CLAIMED, contact, by)


def move_to_line(*, contact_id: UUID, line: Line, by: UUID) -> None:
    """Put a contact on another line, as long as nothing of it is written down there.

    Raises:
        ContactGone, ContactNotPossible
        OtherLine: its record was begun, or it belongs to a thread.
    """
    with transaction.atomic():
        contact = _changeable(contact_id)
        if contact.line_id == line.pk:
            return
        if contact.thread_id or Record.objects.filter(contact=contact).exists():
            raise OtherLine
        contact.line = line
        contact.save(update_fields=["line"])
        _told(Act.CONTACT_MOVED, contact, by)


def attach(*, contact_id: UUID, thread_id: UUID, by: UUID) -> None:
    """Say which thread a contact belongs to.

    Raises:
        ContactGone, ContactNotPossible, ThreadGone
        OtherLine: the thread is another line's.
    """
    with transaction.atomic():
        contact = _changeable(contact_id)
        thread = _thread_row(thread_id)
        if thread.line_id != contact.line_id:
            raise OtherLine
        contact.thread = thread
        contact.save(update_fields=["thread"])
        _told(Act.CONTACT_ATTACHED, contact, by)


def contact_row(contact_id: UUID) -> Contact:
    """The contact's row, ours until the transaction ends.

    Raises:
        ContactGone
    """
    contact = Contact.objects.select_for_update().filter(pk=contact_id).first()
    if contact is None:
        raise ContactGone
    return contact


def save_contact(contact: Contact) -> None:
    contact.save(update_fields=["state", "outcome", "practitioner", "ended_at"])


def count_in(contact: Contact) -> None:
    """Count a contact that leaves no record, inside the caller's transaction."""
    put_down([_counted(contact)])
    note_hour(contact.channel, contact.outcome, contact.began_at)


def count_out(contact: Contact) -> None:
    """Take that back."""
    put_down([-_counted(contact)])
    note_hour(contact.channel, contact.outcome, contact.began_at, amount=-1)


def _counted(contact: Contact) -> Count:
    return contact_count(contact.channel, contact.outcome, contact.began_at)


def tell_desk() -> None:
    """Wake the desk once this is committed."""
    transaction.on_commit(partial(hub.publish, DESK))


def _changeable(contact_id: UUID) -> Contact:
    contact = contact_row(contact_id)
    if contact.state not in {ContactState.OPEN, ContactState.ENDED}:
        raise ContactNotPossible(ContactState(contact.state), ContactEvent.CORRECT)
    return contact


def _under_way(channel: Channel, thread_id: UUID | None, by: UUID) -> UUID | None:
    unfinished = Contact.objects.filter(channel__in=_IN_WRITING if channel in _IN_WRITING else [channel])
    if thread_id is not None:
        unfinished = unfinished.filter(thread=thread_id, state__in=[ContactState.OPEN, ContactState.ENDED])
    else:
        unfinished = unfinished.filter(practitioner=by, state=ContactState.OPEN)
    return unfinished.order_by("-began_at").values_list("pk", flat=True).first()


def _thread_row(thread_id: UUID) -> Thread:
    thread = Thread.objects.select_for_update().filter(pk=thread_id).exclude(state__in=SHUT_TO_THE_LINE).first()
    if thread is None:
        raise ThreadGone
    return thread


def _told(act: Act, contact: Contact, by: UUID | None) -> None:
    record(act=act, by=by, subject=contact.pk)
    tell_desk()
