"""The bounded gate to Argon2id: the one cost that a stranger can make this server pay."""

from __future__ import annotations

import os

from django.conf import settings

from quietline.vault import Gate, Pepper, PhraseKeys, derive

# One a core: more at once only makes each slower and takes 19 MiB each. On a large machine four are some 200 a second.
WORKERS = min(4, max(2, os.cpu_count() or 2))
# People who write and people who return wait in queues of their own, so that a flood of tried phrases keeps nobody
# from writing. Both together stay below the threads of the bridge.
_writing = Gate(workers=WORKERS, waiting=20)
_returning = Gate(workers=WORKERS, waiting=8)


def for_writing(bits: bytes) -> PhraseKeys:
    """Derive a new phrase's keys.

    Raises:
        Busy: when too many wait already.
    """
    with _writing.passed():
        return derive(bits, pepper=_pepper())


def for_returning(bits: bytes, *, visitor: bytes) -> PhraseKeys:
    """Derive a typed phrase's keys; one visitor holds few of the places.

    Raises:
        Busy: when too many wait already, or this visitor has tries under way.
    """
    with _returning.passed(visitor):
        return derive(bits, pepper=_pepper())


def _pepper() -> Pepper:
    return Pepper(settings.QUIETLINE_PEPPER)
