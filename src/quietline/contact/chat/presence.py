"""Who sits in front of a thread right now: counted in memory by open streams, written to the rows every few seconds.

A stream per chat that wrote for itself would be a transaction each; written together they are few.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quietline.contact.committing import topic_of
from quietline.contact.models import Thread
from quietline.contact.rows import select, update
from quietline.live.hub import hub

# SQLite has one writer: a message waits while rows are written here, so they are few at once.
ROWS_AT_ONCE = 100
_COLUMNS = ("id", "live_since", "claimed_by_id", "live_seen_at", "claim_seen_at", "seeker_seen")
_SIGNS = ("live_seen_at", "claim_seen_at", "seeker_seen")
# A practitioner, or none: the seeker.
Who = UUID | None


@dataclass(slots=True)
class Signs:
    """What the row of a thread tells of its two sides, in the order of `_COLUMNS`."""

    id: UUID
    live_since: datetime | None
    claimed_by_id: UUID | None
    live_seen_at: datetime | None
    claim_seen_at: datetime | None
    seeker_seen: int

    def note(self, here: frozenset[Who], shown: int, at: datetime) -> None:
        if self.live_since and None in here:
            self.live_seen_at = at
        if self.claimed_by_id and self.claimed_by_id in here:
            self.claim_seen_at = at
        self.seeker_seen = max(self.seeker_seen, shown)


class Presence:
    """Who has which thread open, and how far seekers were shown theirs. Safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._here: defaultdict[UUID, Counter[Who]] = defaultdict(Counter)
        self._shown: dict[UUID, int] = {}

    @contextmanager
    def of_seeker(self, thread_id: UUID) -> Iterator[None]:
        with self._counted(thread_id, None):
            yield

    @contextmanager
    def of_holder(self, thread_id: UUID, practitioner: UUID) -> Iterator[None]:
        """A practitioner has the thread open; whoever else has is told of their coming and going."""
        try:
            with self._counted(thread_id, practitioner):
                hub.publish(topic_of(thread_id))
                yield
        finally:
            hub.publish(topic_of(thread_id))

    def beside(self, thread_id: UUID, practitioner: UUID) -> list[UUID]:
        """Who else has the thread open, as far as this node knows."""
        with self._lock:
            return sorted(who for who in self._here.get(thread_id, ()) if who and who != practitioner)

    def has_seeker(self, thread_id: UUID) -> bool:
        with self._lock:
            return None in self._here.get(thread_id, ())

    def show(self, thread_id: UUID, sequence: int) -> None:
        """Note how far a seeker's page has shown a thread, and tell who listens; nobody waits for the database."""
        with self._lock:
            if self._shown.get(thread_id, 0) >= sequence:
                return
            self._shown[thread_id] = sequence
        hub.publish(topic_of(thread_id))

    def shown(self, thread_id: UUID) -> int:
        """How far, as noted since it was last written down."""
        with self._lock:
            return self._shown.get(thread_id, 0)

    def write(self) -> None:
        """Put down who is here and what was shown, on the rows of their threads."""
        with self._lock:
            here = {thread: frozenset(who) for thread, who in self._here.items()}
            shown = dict(self._shown)
        threads = sorted({*here, *shown})
        for start in range(0, len(threads), ROWS_AT_ONCE):
            _write(threads[start : start + ROWS_AT_ONCE], here, shown)
        with self._lock:
            # What was noted meanwhile is written the next time.
            self._shown = {each: number for each, number in self._shown.items() if number > shown.get(each, 0)}

    @contextmanager
    def _counted(self, thread_id: UUID, who: Who) -> Iterator[None]:
        with self._lock:
            self._here[thread_id][who] += 1
        try:
            yield
        finally:
            with self._lock:
                here = self._here[thread_id]
                here[who] -= 1
                if not here[who]:
                    del here[who]
                if not here:
                    del self._here[thread_id]


@transaction.atomic
def _write(threads: Sequence[UUID], here: dict[UUID, frozenset[Who]], shown: dict[UUID, int]) -> None:
    now = timezone.now()
    rows = [Signs(*row) for row in select(Thread, _COLUMNS, by="id", among=threads, lock=True)]
    for row in rows:
        row.note(here.get(row.id, frozenset()), shown.get(row.id, 0), now)
    update(Thread, _SIGNS, rows)


presence = Presence()
