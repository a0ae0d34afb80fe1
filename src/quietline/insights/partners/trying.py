"""How often a password or a code may be tried, and how many at once. Counts blinded visitors only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from quietline.edge.limits import limits
from quietline.insights.partners.models import Partner

TOO_MANY = "Too many tries from here. Wait a few minutes, then try again."
TOO_MANY_CODES = (
    "Too many codes were tried for this sign-in, perhaps by somebody else who knows the password. Wait a few minutes. "
    "If it was not you, tell the helpline."
)
BUSY = "Many people sign in at this moment. Wait a moment, then try again."

# Each try costs some 0.1 s and 100 MB, on purpose: a flood of them must not fill the memory.
_places = BoundedSemaphore(4)


class Busy(Exception):
    """Every place is taken."""


@contextmanager
def one_of_few() -> Iterator[None]:
    """A place for one try.

    Raises:
        Busy
    """
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _places.release()


def may_try_code(partner: Partner) -> bool:
    """By account alone: a code is short, and whoever tries them knows the password."""
    return limits.allow("code", limits.blind(f"code of partner {partner.pk}"))
