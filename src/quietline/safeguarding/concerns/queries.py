from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from quietline.contact.queries import OpenThread, ThreadRow, thread_key
from quietline.safeguarding.concerns.models import Concern
from quietline.safeguarding.rulesets.queries import NO_RULES, Published, in_force, kinds_in_force, ruleset
from quietline.safeguarding.rulesets.rules import Kind, Rules
from quietline.vault import CannotOpen, Place, PrivateKey, Purpose, Sealed, ThreadKey, open_sealed


@dataclass(frozen=True, slots=True)
class ConcernText:
    """A concern, opened."""

    id: UUID
    kind: Kind
    words: str
    raised_by: str
    raised_at: datetime
    decide_by: datetime
    settled_by: str
    settled_at: datetime | None
    reason: str

    @property
    def is_late(self) -> bool:
        return self.settled_at is None and timezone.now() >= self.decide_by


@dataclass(frozen=True, slots=True)
class OpenConcern:
    """A concern in the list of those that wait for a decision."""

    thread: ThreadRow
    concern: ConcernText


def concern_place(thread_id: UUID, ordinal: int, practitioner: UUID) -> Place:
    return Place(Purpose.CONCERN, thread_id, ordinal, f"practitioner:{practitioner}")


def reason_place(thread_id: UUID, ordinal: int, practitioner: UUID) -> Place:
    return Place(Purpose.CONCERN, thread_id, ordinal, f"settled:{practitioner}")


def rules_of(thread: ThreadRow) -> Published | None:
    """The rules of the statement that this thread's seeker was shown."""
    return in_force(thread.statement_key, thread.statement_version)


def kinds_for(thread: ThreadRow) -> tuple[Kind, ...]:
    """The kinds of concern that can be marked on a thread; there is always one."""
    return kinds_in_force(thread.statement_key, thread.statement_version) or NO_RULES.kinds


def concerns_of(opened: OpenThread) -> list[ConcernText]:
    """All concerns of a thread, oldest first, opened."""
    rows = Concern.objects.filter(thread=opened.thread.pk).select_related("raised_by", "settled_by")
    known = _Rulesets()
    return [_opened(row, opened.key, known) for row in rows]


def open_concerns(threads: Iterable[ThreadRow], line_keys: Mapping[int, PrivateKey]) -> list[OpenConcern]:
    """What waits to be settled on these threads (with their line's holds), by its deadline; whose key is not held is
    left out."""
    by_id = {thread.pk: thread for thread in threads}
    rows = Concern.objects.filter(thread__in=by_id, settled_at=None).select_related("raised_by", "settled_by")
    known = _Rulesets()
    found = []
    for row in rows.order_by("decide_by", "pk"):
        thread = by_id[row.thread_id]
        try:
            key = thread_key(thread.line_hold, line_keys)
        except CannotOpen:
            continue
        found.append(OpenConcern(thread, _opened(row, key, known)))
    return found


class _Rulesets:
    """Rules by id, each asked for once."""

    def __init__(self) -> None:
        self._known: dict[UUID | None, Rules] = {None: NO_RULES}

    def rules(self, ruleset_id: UUID | None) -> Rules:
        if ruleset_id is not None and ruleset_id not in self._known:
            found = ruleset(ruleset_id)
            self._known[ruleset_id] = found.rules if found else NO_RULES
        return self._known[ruleset_id]


def _opened(row: Concern, key: ThreadKey, known: _Rulesets) -> ConcernText:
    place = concern_place(row.thread_id, row.ordinal, row.raised_by_id)
    said = json.loads(open_sealed(key, Sealed(bytes(row.sealed)), place=place))
    return ConcernText(
        id=row.pk,
        kind=known.rules(row.ruleset_id).kind(said["kind"]),
        words=said["words"],
        raised_by=row.raised_by.name,
        raised_at=row.raised_at,
        decide_by=row.decide_by,
        settled_by=row.settled_by.name if row.settled_by else "",
        settled_at=row.settled_at,
        reason=_reason(row, key),
    )


def _reason(row: Concern, key: ThreadKey) -> str:
    if row.sealed_reason is None or row.settled_by_id is None:
        return ""
    place = reason_place(row.thread_id, row.ordinal, row.settled_by_id)
    return open_sealed(key, Sealed(bytes(row.sealed_reason)), place=place).decode()
