"""Writing notes that colleagues read in a thread and its seeker never does."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.committing import DESK
from quietline.contact.locked import locked_row
from quietline.contact.models import Thread
from quietline.contact.notes.models import Note
from quietline.contact.notes.queries import note_place
from quietline.contact.queries import OpenThread
from quietline.contact.rules import sent_once
from quietline.live.hub import hub
from quietline.vault import Plain, ThreadKey, seal


def add_note(*, opened: OpenThread, text: str, draft: str, by: UUID) -> None:
    """Keep a note for colleagues; sent twice from one form it is kept once.

    Raises:
        ThreadGone: the thread was erased meanwhile.
    """
    with transaction.atomic():
        thread = locked_row(opened.thread.pk)
        if was_kept(thread, text, draft):
            return
        keep_note(thread, opened.key, text=text, draft=draft, by=by)
        record(act=Act.NOTE_WRITTEN, by=by, subject=thread.pk)
        transaction.on_commit(partial(hub.publish, DESK))


def was_kept(thread: Thread, text: str, draft: str) -> bool:
    """Whether this very form was sent before."""
    return Note.objects.filter(thread=thread, draft=sent_once(draft, text)).exists()


def keep_note(
    thread: Thread, key: ThreadKey, *, text: str, draft: str, by: UUID, handed_to: UUID | None = None
) -> None:
    """Seal a note into its place; the caller holds the thread's row and puts the act on record."""
    last = Note.objects.filter(thread=thread).aggregate(last=Max("sequence"))["last"] or 0
    Note.objects.create(
        thread=thread,
        sequence=last + 1,
        after_message=thread.last_sequence,
        practitioner_id=by,
        handed_to_id=handed_to,
        sealed=seal(key, Plain(text.encode()), place=note_place(thread.pk, last + 1, by)),
        written_at=timezone.now(),
        draft=sent_once(draft, text),
    )
