"""Who waits for news of what. News is a bare wake-up on a topic; the database is where the news is read."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Waiter:
    """One stream that waits for some topics. `woken` is set whenever one of them has news, or the hub closes."""

    __slots__ = ("_topics", "loop", "woken")

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.woken = asyncio.Event()
        self._topics: set[str] = set()

    def take(self) -> frozenset[str]:
        """The topics that had news since the last time. Taken before the news is read, so that none is missed."""
        self.woken.clear()
        topics, self._topics = frozenset(self._topics), set()
        return topics

    def wake(self, topic: str) -> None:
        self._topics.add(topic)
        self.woken.set()


class Hub:
    """Fan-out inside one process. `publish` may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiters: defaultdict[str, set[Waiter]] = defaultdict(set)
        self.closed = False
        # What is done at once, in the waking thread, when a topic has news: for what needs no stream.
        self.heard: dict[str, Callable[[], None]] = {}
        # Tells other nodes (live/bus.py); none where one process serves alone.
        self.elsewhere: Callable[[str], None] | None = None

    @contextmanager
    def waiting(self, *topics: str) -> Iterator[Waiter]:
        """Wait for topics for as long as the context lasts."""
        waiter = Waiter()
        with self._lock:
            for topic in topics:
                self._waiters[topic].add(waiter)
            if self.closed:
                waiter.woken.set()
        try:
            yield waiter
        finally:
            with self._lock:
                for topic in topics:
                    self._leave(topic, waiter)

    def publish(self, topic: str) -> None:
        """Wake everybody who waits for this topic, here and on other nodes."""
        self.wake(topic)
        if self.elsewhere:
            self.elsewhere(topic)

    def wake(self, topic: str) -> None:
        """Wake those who wait for this topic here."""
        if act := self.heard.get(topic):
            act()
        with self._lock:
            self._wake(topic)

    def wake_all(self) -> None:
        """Wake everybody here: nobody knows what was missed."""
        for act in self.heard.values():
            act()
        with self._lock:
            for topic in self._waiters:
                self._wake(topic)

    def somebody_waits(self, topic: str) -> bool:
        with self._lock:
            return topic in self._waiters

    def close(self) -> None:
        """Wake everybody for good: the server is about to stop."""
        with self._lock:
            self.closed = True
            for topic in self._waiters:
                self._wake(topic)

    def open(self) -> None:
        self.closed = False

    def _wake(self, topic: str) -> None:
        for waiter in self._waiters.get(topic, ()):
            if not waiter.loop.is_closed():
                waiter.loop.call_soon_threadsafe(waiter.wake, topic)

    def _leave(self, topic: str, waiter: Waiter) -> None:
        self._waiters[topic].discard(waiter)
        if not self._waiters[topic]:
            del self._waiters[topic]


hub = Hub()
