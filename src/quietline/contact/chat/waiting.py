"""Who waits for a chat, and how long the last seekers waited; of this process only, as it is a courtesy."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from quietline.contact.chat.rules import Turn, Waits, by_turn
from quietline.contact.models import Thread
from quietline.contact.states import State

waits = Waits()


def note_taken(*, live_since: datetime | None, waiting_since: datetime | None, at: datetime) -> timedelta | None:
    """Remember how long a chat waited that is taken now, and say it; a message that nobody sat in front of did not."""
    if live_since is None or waiting_since is None:
        return None
    waited = max(at - max(live_since, waiting_since), timedelta())
    waits.note(at, waited)
    return waited


class Queues:
    """The waiting chats of each line in their order, read once for all who ask their place. Safe for several threads.

    A thousand seekers who each read the queue for themselves would keep the database from keeping messages. So a
    reading is good for a second; a longer one for so much longer that reading takes a twentieth of the time at most.
    """

    GOOD_FOR_SECONDS = 1.0
    SHARE = 20

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._read: dict[UUID, tuple[float, list[Turn]]] = {}

    def turns(self, line_id: UUID) -> list[Turn]:
        """At most a second old, or as many times as long as it takes to read as `SHARE` says."""
        with self._lock:
            good_until, turns = self._read.get(line_id, (0.0, []))
            began = self._clock()
            if began >= good_until:
                turns = _waiting(line_id)
                ended = self._clock()
                self._read[line_id] = ended + max(self.GOOD_FOR_SECONDS, self.SHARE * (ended - began)), turns
            return turns

    def forget(self) -> None:
        with self._lock:
            self._read.clear()


def _waiting(line_id: UUID) -> list[Turn]:
    waiting = Thread.objects.filter(
        line_id=line_id, state=State.WAITING, live_since__isnull=False, waiting_since__isnull=False
    ).values_list("urgent", "waiting_since")
    return sorted(by_turn(urgent=urgent, waiting_since=since) for urgent, since in waiting if since is not None)


queues = Queues()
