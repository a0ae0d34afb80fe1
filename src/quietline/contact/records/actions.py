"""Writing a contact's record: saved as often as one likes, finished once, corrected afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.by_hour import note_hour
from quietline.contact.contacts.actions import contact_row, save_contact
from quietline.contact.contacts.models import Contact
from quietline.contact.contacts.rules import contact_count
from quietline.contact.contacts.states import ContactEvent, ContactState, after
from quietline.contact.outbox import put_down
from quietline.contact.records.forming import ensure_form
from quietline.contact.records.models import Record, RecordForm
from quietline.contact.records.queries import form_text, key_of, opened_record, record_place, thread_key
from quietline.contact.records.rules import Answers, Written, completed, counts_of, given_only
from quietline.tally.closing import counted_on
from quietline.tally.measures import Count
from quietline.team.keys import LineKeys
from quietline.team.queries import newest_line_key
from quietline.vault import Plain, PublicKey, ThreadKey, new_thread_key, seal, seal_to


class Conflict(Exception):
    """Somebody else saved this record meanwhile: both versions are shown, nothing is overwritten."""


def save(*, contact_id: UUID, keys: LineKeys, form_id: UUID, answers: Answers, seen: int, by: UUID) -> int:
    """Keep the answers sealed; returns the revision. Saved twice, or unchanged, nothing is written.

    `seen` is the revision that its writer had before their eyes, 0 for none. `form_id` is the version of the form they
    had; the record keeps to the first.

    Raises:
        Conflict: another revision stands there by now.
        ContactGone: the contact was erased.
        KeyNotHeld: the keys don't open it.
    """
    with transaction.atomic():
        contact = contact_row(contact_id)
        row, was, key = _standing(contact, keys, form_id)
        now = given_only(answers)
        if now == was.answers:
            return row.revision
        _refuse_unseen(row, seen)
        return _write(row, contact, key, Written(now, was.counted), by)


def finish(*, contact_id: UUID, keys: LineKeys, form_id: UUID, answers: Answers, seen: int, by: UUID) -> None:
    """Keep the answers and count them; a record finished before is corrected, and the figures with it.

    What it counted before is taken back and what it says now is added, in the transaction that keeps it. A contact
    that is still going on ends with it.

    Raises:
        Conflict, ContactGone, KeyNotHeld, ContactNotPossible
    """
    with transaction.atomic():
        contact = contact_row(contact_id)
        row, was, key = _standing(contact, keys, form_id)
        answers = completed(form_text(row.form).asked, answers)
        if row.revision and row.finished_revision == row.revision and answers == was.answers:
            return
        if answers != was.answers:
            _refuse_unseen(row, seen)
        corrects = contact.state == ContactState.WRAPPED_UP
        _end(contact)
        contact.state = after(ContactState(contact.state), ContactEvent.CORRECT if corrects else ContactEvent.FINISH)
        counted = counts_of(form_text(row.form).asked, answers, _as_contact(contact, was))
        _put_down_difference(was.counted, counted)
        if not was.counted:
            note_hour(contact.channel, contact.outcome, contact.began_at)
        row.finished_revision = row.revision + 1
        _write(row, contact, key, Written(answers, counted), by)
        contact.practitioner_id = contact.practitioner_id or by
        save_contact(contact)
        record(act=Act.RECORD_CORRECTED if corrects else Act.RECORD_FINISHED, by=by, subject=contact.pk)


def _as_contact(contact: Contact, was: Written) -> Count:
    """The contact as it counts. The day is settled once: a correction that moved it would count it in two months."""
    own = contact_count(contact.channel, contact.outcome, contact.began_at)
    if was.counted:
        return replace(own, on=was.counted[0].on)
    return replace(own, on=counted_on(happened_on=own.on, registered_on=timezone.localdate()))


def note_reading(*, contact_id: UUID, by: UUID) -> None:
    """Put on record that a practitioner opened a contact's record."""
    record(act=Act.RECORD_READ, by=by, subject=contact_id)


def _standing(contact: Contact, keys: LineKeys, form_id: UUID) -> tuple[Record, Written, ThreadKey]:
    """The record as it is, or one that begins now; and the key that it is to be sealed with."""
    row = Record.objects.select_related("form").filter(contact=contact).first()
    if row is not None:
        key = key_of(row, contact, keys)
        written = opened_record(row, key)
        if row.sealed_key is not None and contact.thread_id:
            # Since it was begun the contact came to belong to a thread: from now on the thread's key seals it.
            row.line_key, row.sealed_key = None, None
            key = thread_key(contact, keys)
        return row, written, key
    row = Record(contact=contact, form=_chosen_form(contact, form_id), revision=0)
    if contact.thread_id:
        return row, Written(), thread_key(contact, keys)
    key = new_thread_key()
    row.line_key = newest_line_key(contact.line)
    row.sealed_key = seal_to(PublicKey(bytes(row.line_key.public_key)), key)
    return row, Written(), key


def _chosen_form(contact: Contact, form_id: UUID) -> RecordForm:
    shown = RecordForm.objects.filter(pk=form_id, line=contact.line_id).exclude(published_at=None).first()
    return shown or ensure_form(line=contact.line)


def _refuse_unseen(row: Record, seen: int) -> None:
    if row.revision != seen:
        raise Conflict


def _write(row: Record, contact: Contact, key: ThreadKey, written: Written, by: UUID) -> int:
    first = row.revision == 0
    row.revision += 1
    row.author_id, row.saved_at = by, timezone.now()
    place = record_place(contact.pk, row.revision, by)
    row.sealed = seal(key, Plain(written.as_bytes()), place=place)
    row.save(force_insert=first)
    return row.revision


def _end(contact: Contact) -> None:
    if contact.state == ContactState.OPEN:
        contact.state = after(ContactState.OPEN, ContactEvent.END)
        contact.ended_at = timezone.now()


def _put_down_difference(was: Sequence[Count], now: Sequence[Count]) -> None:
    """Only what changes: what stands in both cancels out."""
    gone, new = list(was), []
    for count in now:
        if count in gone:
            gone.remove(count)
        else:
            new.append(count)
    put_down([*(-count for count in gone), *new])
