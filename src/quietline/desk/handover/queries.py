"""Handover notes as their page shows them: by the shift that left them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quietline.contact.call_backs.rules import told
from quietline.contact.handover.queries import HandoverText
from quietline.team.hours.queries import zone_of
from quietline.team.models import Line


@dataclass(frozen=True, slots=True)
class ShiftOfNotes:
    """The notes of one shift, or of a day where their authors had none; `hours` is empty then."""

    line: Line
    on: date
    hours: str
    notes: list[HandoverText]


def by_shift(notes: Iterable[HandoverText]) -> list[ShiftOfNotes]:
    """Notes that come newest first, by line and shift; the shift with the newest note first."""
    shifts: defaultdict[tuple[Line, date, str], list[HandoverText]] = defaultdict(list)
    for note in notes:
        shifts[_shift(note)].append(note)
    return [ShiftOfNotes(line, on, hours, its) for (line, on, hours), its in shifts.items()]


def _shift(note: HandoverText) -> tuple[Line, date, str]:
    zone = zone_of(note.line)
    if note.shift is None:
        return note.line, note.written_at.astimezone(zone).date(), ""
    starts, hours = told(note.shift, zone)
    return note.line, starts.date(), hours
