from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from quietline.contact.models import PRACTITIONER
from quietline.contact.notes.models import Note
from quietline.contact.queries import OpenThread
from quietline.vault import Place, Purpose, Sealed, ThreadKey, open_sealed


@dataclass(frozen=True, slots=True)
class NoteText:
    """One opened note. For the desk alone: nothing that a seeker's page shows is made of these."""

    after_message: int
    name: str
    handed_to: str
    text: str
    written_at: datetime


def note_place(thread_id: UUID, sequence: int, practitioner: UUID) -> Place:
    return Place(purpose=Purpose.NOTE, thread_id=thread_id, sequence=sequence, author=f"{PRACTITIONER}:{practitioner}")


def notes_of(opened: OpenThread) -> list[NoteText]:
    """All notes of a thread, oldest first, opened."""
    rows = Note.objects.filter(thread=opened.thread).select_related("practitioner", "handed_to")
    return [
        NoteText(
            after_message=row.after_message,
            name=row.practitioner.name,
            handed_to=row.handed_to.name if row.handed_to else "",
            text=note_text(row, opened.key),
            written_at=row.written_at,
        )
        for row in rows
    ]


def note_text(row: Note, key: ThreadKey) -> str:
    place = note_place(row.thread_id, row.sequence, row.practitioner_id)
    return open_sealed(key, Sealed(bytes(row.sealed)), place=place).decode()
