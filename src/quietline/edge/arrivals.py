"""How often each public page was shown: a number by path, in memory, and nothing of who or when."""

from __future__ import annotations

import threading
from collections import Counter

# Only pages that are there are counted; this bounds what odd addresses of one page could add.
MOST_PATHS = 5_000


class Arrivals:
    """Counts until somebody takes the counts away. Safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, path: str, amount: int = 1) -> None:
        with self._lock:
            if path in self._counts or len(self._counts) < MOST_PATHS:
                self._counts[path] += amount

    def take(self) -> Counter[str]:
        """The counts since the last time; they are nowhere else any more."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return taken


arrivals = Arrivals()
