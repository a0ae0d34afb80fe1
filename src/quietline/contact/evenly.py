"""Answering after the same while, whatever there was to do: what takes longer would tell what it found."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def evenly(*, seconds: float) -> Iterator[None]:
    """Stay inside for at least so long. It evens out what takes less, and hides nothing of what takes more."""
    begun = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, begun + seconds - time.monotonic()))
