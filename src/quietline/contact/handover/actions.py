"""From shift to shift, and from colleague to colleague."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.committing import DESK, topic_of
from quietline.contact.erasing import overwrite_what_was_erased
from quietline.contact.handover.models import HandoverNote, HandoverReading
from quietline.contact.handover.queries import NOTE_LIFE, colleagues_for, handover_place
from quietline.contact.locked import held_by_nobody_else, locked_row
from quietline.contact.notes.actions import keep_note, was_kept
from quietline.contact.queries import OpenThread
from quietline.contact.rules import sent_once
from quietline.contact.states import Event, State, after
from quietline.live.hub import hub
from quietline.team.models import Line
from quietline.team.queries import newest_line_key
from quietline.team.rota.queries import shift_of
from quietline.vault import Plain, PublicKey, new_thread_key, seal, seal_to

# Whether somebody holds the thread: what giving it to a colleague is then.
_ACTS = {True: (Event.TRANSFER, Act.THREAD_TRANSFERRED), False: (Event.ASSIGN, Act.THREAD_ASSIGNED)}


class CannotTakeOver(Exception):
    """The colleague does not hold the key that this thread opens with, or has left."""


def hand_over(*, opened: OpenThread, to: UUID, text: str, draft: str, by: UUID) -> None:
    """Give a thread that one holds, or that waits, to a colleague, with a note that its seeker never sees.

    Sent twice from one form it is done once.

    Raises:
        CannotTakeOver: the colleague can't open the thread.
        HeldByAnother: somebody else holds it.
        NotPossible: its state does not allow it.
        ThreadGone
    """
    with transaction.atomic():
        thread = locked_row(opened.thread.pk)
        if was_kept(thread, text, draft):
            return
        thread = held_by_nobody_else(opened.thread.pk, by)
        event, act = _ACTS[thread.claimed_by_id is not None]
        thread.state = after(State(thread.state), event)
        if to not in {colleague.pk for colleague in colleagues_for(thread, besides=by)}:
            raise CannotTakeOver
        keep_note(thread, opened.key, text=text, draft=draft, by=by, handed_to=to)
        # The colleague has as long to come as anybody whose page gave its last sign now.
        now = timezone.now()
        thread.claimed_by_id, thread.claimed_at, thread.claim_seen_at = to, now, now
        thread.save(update_fields=["state", "claimed_by", "claimed_at", "claim_seen_at"])
        record(act=act, by=by, subject=thread.pk)
        transaction.on_commit(partial(hub.publish, topic_of(thread.pk)))
        transaction.on_commit(partial(hub.publish, DESK))


def write_handover(*, line: Line, text: str, draft: str, by: UUID) -> None:
    """Leave a note for the next shift of a line, from one's own where one has one; sent twice it is kept once."""
    line_key = newest_line_key(line)
    key, note_id = new_thread_key(), uuid4()
    now = timezone.now()
    shift = shift_of(by, line, now)
    with transaction.atomic():
        _, is_new = HandoverNote.objects.get_or_create(
            draft=sent_once(draft, text),
            defaults={
                "id": note_id,
                "line_key": line_key,
                "written_by_id": by,
                "written_at": now,
                "shift_starts_at": shift.starts_at if shift else None,
                "shift_ends_at": shift.ends_at if shift else None,
                "sealed_key": seal_to(PublicKey(bytes(line_key.public_key)), key),
                "sealed": seal(key, Plain(text.encode()), place=handover_place(note_id, by)),
            },
        )
        if is_new:
            record(act=Act.HANDOVER_WRITTEN, by=by, subject=note_id)
        transaction.on_commit(partial(hub.publish, DESK))


def mark_read(*, note_id: UUID, by: UUID) -> None:
    """Say that one has read a handover note; it stands at the top of one's list no more."""
    with transaction.atomic():
        note = HandoverNote.objects.filter(pk=note_id).first()
        if note is None:  # a week is over
            return
        _, is_new = HandoverReading.objects.get_or_create(note=note, practitioner_id=by)
        if is_new:
            record(act=Act.HANDOVER_READ, by=by, subject=note_id)


def retire(*, by: None = None) -> int:
    """What the clock does: destroy handover notes that are a week old. Returns how many."""
    _, retired = HandoverNote.objects.filter(written_at__lte=timezone.now() - NOTE_LIFE).delete()
    if retired:
        overwrite_what_was_erased()
    return retired.get(HandoverNote._meta.label, 0)
