"""A form sent twice (a double click, a reload) does its work once: a first message opens one thread.

The second click must get what the first one got, the cookie included, because a browser shows only the last answer.
What was sent is remembered in memory by a keyed hash of the whole form with its random draft: two people who write
the same words never meet, and a form that was prepared by somebody else opens nothing for them.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future

LIFE_SECONDS = 600.0
MOST_REMEMBERED = 2_000


class Once:
    """Runs what belongs to a key once; everybody else with that key waits for the same result."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._hash_key = secrets.token_bytes(32)
        self._results: OrderedDict[bytes, tuple[float, Future[str]]] = OrderedDict()

    def key(self, *parts: str) -> bytes:
        return hashlib.blake2b("\n".join(parts).encode(), key=self._hash_key, digest_size=32).digest()

    def done(self, key: bytes) -> str | None:
        """The result, where there is one already."""
        with self._lock:
            self._drop_old()
            _, future = self._results.get(key, (0.0, None))
        return future.result() if future and future.done() else None

    def awaited(self, key: bytes) -> str | None:
        """The result, waited for where the work is under way; none where nobody began."""
        with self._lock:
            self._drop_old()
            _, future = self._results.get(key, (0.0, None))
        return future.result() if future else None

    def forget(self, key: bytes) -> None:
        """Let the next try start anew, unless one is under way."""
        with self._lock:
            _, future = self._results.get(key, (0.0, None))
            if future and future.done():
                del self._results[key]

    def run(self, key: bytes, work: Callable[[], str]) -> str:
        """Do the work, or wait for whoever does it; a failure is everybody's, and the next try starts anew."""
        with self._lock:
            self._drop_old()
            known = self._results.get(key)
            future: Future[str] = known[1] if known else Future()
            if not known:
                self._results[key] = (self._now(), future)
        if known:
            return future.result()
        try:
            future.set_result(work())
        except BaseException as error:
            with self._lock:
                self._results.pop(key, None)
            future.set_exception(error)
            raise
        return future.result()

    def forget_old(self) -> None:
        """What the clock does, so that nothing is remembered longer for want of a next one."""
        with self._lock:
            self._drop_old()

    def _drop_old(self) -> None:
        while self._results:
            at, future = next(iter(self._results.values()))
            young = self._now() - at < LIFE_SECONDS
            if not future.done() or (young and len(self._results) <= MOST_REMEMBERED):
                return
            self._results.popitem(last=False)
