"""Sealing anew what was sealed to a line's earlier keys, so that whoever had one of those opens nothing that is left.

Every table with something sealed to a line's key says so: `sealed_to_line_key` names the field. It is done some rows
at a time, each time in one transaction: interrupted, it goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.keys import LineKeys
from quietline.team.models import Line, LineKey, LineKeyHold
from quietline.team.queries import newest_line_key
from quietline.vault import CannotOpen, PublicKey, Sealed, open_with, seal_to

# A database with one writer waits as long as this takes: some 50 ms.
ROWS_AT_ONCE = 200
# No transaction is open for as long as this.
STRAGGLERS = timedelta(minutes=10)


def left_to_seal(line: Line) -> int:
    """How many pieces are still sealed to an earlier key of the line."""
    newest = newest_line_key(line)
    return sum(rows.count() for rows, _ in _sealed_to_earlier(line, newest))


def seal_some_anew(*, line: Line, line_keys: LineKeys, by: UUID, most: int = ROWS_AT_ONCE) -> int:
    """Seal so many pieces to the newest key that the member can open with an earlier one; returns how many it did."""
    newest = newest_line_key(line)
    public = PublicKey(bytes(newest.public_key))
    done = 0
    with transaction.atomic():
        for rows, field in _sealed_to_earlier(line, newest):
            mine = rows.filter(line_key__in=list(line_keys)).select_for_update(of=("self",))
            for row in mine.order_by("pk")[: most - done]:
                done += _sealed_anew(row, field, newest, public, line_keys)
            if done >= most:
                break
    return done


def forget_earlier_keys(*, by: None = None) -> int:
    """What the clock does: where nothing is sealed to a line's earlier keys, take every hold on them away.

    Returns how many lines. Safe to repeat, and on several nodes.
    """
    return sum(_forget_earlier(line) for line in Line.objects.all() if not left_to_seal(line))


def _sealed_anew(row: Any, field: str, newest: LineKey, public: PublicKey, line_keys: LineKeys) -> int:
    try:
        plain = open_with(line_keys[row.line_key_id], Sealed(bytes(getattr(row, field))))
    except CannotOpen:
        return 0  # damaged: it stays as it is, and is told by what is left
    setattr(row, field, seal_to(public, plain))
    row.line_key = newest
    row.save(update_fields=[field, "line_key"])
    return 1


def _forget_earlier(line: Line) -> bool:
    newest = newest_line_key(line)
    # Whoever read the key before the epoch began may still write with it: nothing they write must be lost.
    if newest.made_at > timezone.now() - STRAGGLERS:
        return False
    earlier = LineKey.objects.filter(line=line).exclude(pk=newest.pk)
    with transaction.atomic():
        if not LineKeyHold.objects.filter(line_key__in=earlier).delete()[0]:
            return False
        earlier.update(recovery_hold=b"")
        record(act=Act.LINE_SEALED_ANEW, by=None, subject=line.pk)
    return True


def _sealed_to_earlier(line: Line, newest: LineKey) -> Iterator[tuple[QuerySet[Any], str]]:
    for model, field in tables():
        yield model.objects.filter(line_key__line=line).exclude(line_key=newest), field


def tables() -> list[tuple[Any, str]]:
    """Every table with something sealed to a line's key, and the field that is."""
    named = [(model, getattr(model, "sealed_to_line_key", None)) for model in apps.get_models()]
    return [(model, field) for model, field in named if field]
