"""Who waits for news of what. News is a bare wake-up on a topic; the database is where the news is read."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

CLOSED = "closed"


class Waiter:
    """One stream that waits. `woken` is set whenever its topic has news, or the hub closes."""

    __slots__ = ("loop", "woken")

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.woken = asyncio.Event()


class Hub:
    """Fan-out inside one process. `publish` may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiters: defaultdict[str, set[Waiter]] = defaultdict(set)
        self.closed = False

    @contextmanager
    def waiting(self, topic: str) -> Iterator[Waiter]:
        """Wait for a topic for as long as the context lasts."""
        waiter = Waiter()
        with self._lock:
            self._waiters[topic].add(waiter)
            if self.closed:
                waiter.woken.set()
        try:
            yield waiter
        finally:
            with self._lock:
                self._waiters[topic].discard(waiter)
                if not self._waiters[topic]:
                    del self._waiters[topic]

    def publish(self, topic: str) -> None:
        """Wake everybody who waits for this topic."""
        with self._lock:
            self._wake(self._waiters.get(topic, set()))

    def close(self) -> None:
        """Wake everybody for good: the server is about to stop."""
        with self._lock:
            self.closed = True
            for waiters in self._waiters.values():
                self._wake(waiters)

    def open(self) -> None:
        self.closed = False

    @staticmethod
    def _wake(waiters: set[Waiter]) -> None:
        for waiter in waiters:
            if not waiter.loop.is_closed():
                waiter.loop.call_soon_threadsafe(waiter.woken.set)


hub = Hub()
