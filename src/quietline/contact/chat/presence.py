"""Who sits in front of a thread right now: counted in memory by open streams, written to the rows every few seconds.

A stream per chat that wrote for itself would be a transaction each; written together they are one.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quietline.contact.committing import topic_of
from quietline.contact.models import Thread
from quietline.live.hub import hub

Key = TypeVar("Key", UUID, tuple[UUID, UUID])


class Presence:
    """Seekers by thread, holders by thread and practitioner. Safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seekers: Counter[UUID] = Counter()
        self._holders: Counter[tuple[UUID, UUID]] = Counter()
        self._shown: dict[UUID, int] = {}

    @contextmanager
    def of_seeker(self, thread_id: UUID) -> Iterator[None]:
        with self._counted(self._seekers, thread_id):
            yield

    @contextmanager
    def of_holder(self, thread_id: UUID, practitioner: UUID) -> Iterator[None]:
        """A practitioner has the thread open; whoever else has is told of their coming and going."""
        try:
            with self._counted(self._holders, (thread_id, practitioner)):
                hub.publish(topic_of(thread_id))
                yield
        finally:
            hub.publish(topic_of(thread_id))

    def beside(self, thread_id: UUID, practitioner: UUID) -> list[UUID]:
        """Who else has the thread open, as far as this node knows."""
        with self._lock:
            return sorted(who for thread, who in self._holders if thread == thread_id and who != practitioner)

    def has_seeker(self, thread_id: UUID) -> bool:
        with self._lock:
            return thread_id in self._seekers

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
            seekers, holders, shown = list(self._seekers), list(self._holders), dict(self._shown)
        now = timezone.now()
        with transaction.atomic():
            Thread.objects.filter(pk__in=seekers, live_since__isnull=False).update(live_seen_at=now)
            for thread_id, practitioner in holders:
                Thread.objects.filter(pk=thread_id, claimed_by=practitioner).update(claim_seen_at=now)
            for thread_id, sequence in shown.items():
                Thread.objects.filter(pk=thread_id, seeker_seen__lt=sequence).update(seeker_seen=sequence)
        with self._lock:
            # What was noted meanwhile is written the next time.
            self._shown = {each: number for each, number in self._shown.items() if number > shown.get(each, 0)}

    @contextmanager
    def _counted(self, counter: Counter[Key], key: Key) -> Iterator[None]:
        with self._lock:
            counter[key] += 1
        try:
            yield
        finally:
            with self._lock:
                counter[key] -= 1
                if not counter[key]:
                    del counter[key]


presence = Presence()
