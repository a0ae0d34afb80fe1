"""Earlier figures brought in and taken back, on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import DatabaseError, transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.campaigns.history.reading import Mapped, NotHistory, points_of
from quietline.campaigns.sheets.reading import Problem, Row
from quietline.tally.history.actions import NotKept, take_back_history, take_in_history
from quietline.tally.history.queries import Summary
from quietline.tally.history.rules import SourceGiven


def preview_history(
    *,
    given: SourceGiven,
    rows: Iterator[Row],
    mapped: Mapped,
    by: UUID | None,
    advance: Callable[[int], object] = lambda _: None,
) -> Summary:
    """What importing would keep; nothing is kept, and nothing goes on record.

    Raises:
        NotHistory
    """
    return _taken_in(given, rows, mapped, advance=advance, keep=False)


def import_history(
    *,
    given: SourceGiven,
    rows: Iterator[Row],
    mapped: Mapped,
    by: UUID | None,
    advance: Callable[[int], object] = lambda _: None,
) -> Summary:
    """Keep all of a table or, if a row is wrong, nothing of it.

    Raises:
        NotHistory
    """
    done = _taken_in(given, rows, mapped, advance=advance)
    try:
        # After the figures are kept: the conversations' database must not wait for a million rows.
        with transaction.atomic():
            record(act=Act.HISTORY_IMPORTED, by=by)
    except DatabaseError:
        take_back_history(source=done.source.pk)
        raise
    return done


def undo_history(*, source: int, by: UUID | None) -> None:
    """Take back what one import brought in."""
    with transaction.atomic():
        if take_back_history(source=source):
            record(act=Act.HISTORY_TAKEN_BACK, by=by)


def _taken_in(
    given: SourceGiven,
    rows: Iterator[Row],
    mapped: Mapped,
    *,
    advance: Callable[[int], object],
    keep: bool = True,
) -> Summary:
    try:
        return take_in_history(given=given, points=points_of(rows, mapped), advance=advance, keep=keep)
    except NotKept as refusal:
        raise NotHistory([Problem(row, reason) for row, reason in refusal.reasons]) from None
