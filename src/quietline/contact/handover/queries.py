from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from quietline.contact.handover.models import HandoverNote
from quietline.contact.models import LineHold, Thread
from quietline.team.intervals import Interval
from quietline.team.models import Line, Practitioner
from quietline.team.queries import holders_of, newest_line_key
from quietline.vault import Place, PrivateKey, Purpose, Sealed, ThreadKey, open_sealed, open_with

NOTE_LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class HandoverText:
    """One opened handover note."""

    id: UUID
    line: Line
    shift: Interval | None  # its author's, where they had one
    written_by: str
    written_at: datetime
    text: str


def handover_place(note_id: UUID, practitioner: UUID) -> Place:
    """It stands in no thread: its own id stands where a thread's would."""
    return Place(purpose=Purpose.NOTE, thread_id=note_id, sequence=0, author=f"handover:{practitioner}")


def handover_notes(
    lines: Iterable[Line], line_keys: Mapping[int, PrivateKey], *, unread_by: UUID | None = None
) -> list[HandoverText]:
    """The notes of these lines, the newest first; of `unread_by`: those of colleagues that they have not read yet."""
    rows = HandoverNote.objects.filter(
        line_key__line__in=list(lines), line_key__in=list(line_keys), written_at__gt=timezone.now() - NOTE_LIFE
    )
    if unread_by is not None:
        rows = rows.exclude(readings__practitioner=unread_by).exclude(written_by=unread_by)
    return [_text(row, line_keys[row.line_key_id]) for row in rows.select_related("line_key__line", "written_by")]


def line_of(note_id: UUID) -> UUID | None:
    """Which line a handover note belongs to."""
    return HandoverNote.objects.filter(pk=note_id).values_list("line_key__line", flat=True).first()


def colleagues_for(thread: Thread, *, besides: UUID) -> list[Practitioner]:
    """Who can take this thread over: whoever holds both the key it opens with and the line's current one."""
    of_thread = LineHold.objects.get(thread=thread).line_key
    holders = holders_of([of_thread, newest_line_key(of_thread.line)])
    return [colleague for colleague in holders if colleague.pk != besides]


def _text(row: HandoverNote, private: PrivateKey) -> HandoverText:
    key = ThreadKey(open_with(private, Sealed(bytes(row.sealed_key))))
    place = handover_place(row.pk, row.written_by_id)
    return HandoverText(
        id=row.pk,
        line=row.line_key.line,
        shift=row.shift,
        written_by=row.written_by.name,
        written_at=row.written_at,
        text=open_sealed(key, Sealed(bytes(row.sealed)), place=place).decode(),
    )
