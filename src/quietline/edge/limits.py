"""Rate limits that remember nobody: buckets in memory, found by a keyed hash whose key lives for an hour.

Nothing is written down. Whoever reads the memory of the process finds hashes under a key drawn at random; when the
key changes, the buckets of the old one are dropped with it.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

KEY_LIFE_SECONDS = 3600
# 16 bytes a key, two floats: some 10 MB at the most, however many addresses an attacker has.
MOST_BUCKETS = 50_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` tries at once, then one more every `every` seconds."""

    burst: int
    every: float


# Wide enough for a school, a hostel or a mobile carrier behind one address; narrow enough that a machine can't fill
# the queue of a helpline that hears from some twenty people a day.
DEFAULTS = {
    "writing": Limit(burst=20, every=30),
    "sending": Limit(burst=60, every=2),
    "typing": Limit(burst=60, every=1),
    # A stream lasts ten minutes at most: some 1,400 of one visitor are open at once, 30 MB.
    "listening": Limit(burst=200, every=0.5),
    # Words that could be a phrase; whatever else is typed there counts as trying.
    "returning": Limit(burst=10, every=6),
    "trying": Limit(burst=60, every=2),
    "sign-in": Limit(burst=10, every=30),
    # Of one account: three codes of a million are good at any time.
    "code": Limit(burst=10, every=60),
    "searching": Limit(burst=30, every=3),
    "finishing": Limit(burst=30, every=10),
    "hooks": Limit(burst=120, every=1),
}


def parse(text: str) -> dict[str, Limit]:
    """Read `writing=20/30s, returning=10/6s`: names of `DEFAULTS`, burst, and the seconds for one more.

    Raises:
        ValueError: naming the part that can't be read.
    """
    limits = dict(DEFAULTS)
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, rule = part.partition("=")
        burst, _, every = rule.removesuffix("s").partition("/")
        try:
            limits[_known(name.strip())] = _usable(Limit(burst=int(burst), every=float(every)))
        except (ValueError, KeyError):
            msg = f"limits: can't read '{part}'. Write e.g. writing=20/30s; the names are {', '.join(DEFAULTS)}."
            raise ValueError(msg) from None
    return limits


def _usable(limit: Limit) -> Limit:
    if limit.burst < 1 or not 0 < limit.every < math.inf:
        raise ValueError("nobody could get through, or everybody")
    return limit


def _known(name: str) -> str:
    return {known: known for known in DEFAULTS}[name]


class Limits:
    """Counts tries by blinded visitor. Safe to call from several threads."""

    def __init__(self, rules: dict[str, Limit] | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._rules = rules or dict(DEFAULTS)
        self._now = now
        self._lock = threading.Lock()
        self._renew()

    def configure(self, text: str) -> None:
        self._rules = parse(text)

    def forget(self) -> None:
        """Drop every bucket and the key that they are found by."""
        with self._lock:
            self._renew()

    def blind(self, address: str) -> bytes:
        """The key under which this visitor is counted for the next hour at most; IPv6 by its /64 network."""
        with self._lock:
            self._renew_when_old()
            return hashlib.blake2b(_network(address), key=self._key, digest_size=16).digest()

    def allow(self, name: str, visitor: bytes) -> bool:
        """Whether this visitor may try once more; counts the try."""
        rule = self._rules[name]
        with self._lock:
            self._renew_when_old()
            now = self._now()
            tokens, at = self._buckets.pop((name, visitor), (float(rule.burst), now))
            tokens = min(float(rule.burst), tokens + (now - at) / rule.every)
            allowed = tokens >= 1
            self._buckets[name, visitor] = (tokens - 1 if allowed else tokens, now)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
            return allowed

    def forget_when_old(self) -> None:
        """What the clock does, so that the key of an hour without visitors goes as well."""
        with self._lock:
            self._renew_when_old()

    def _renew_when_old(self) -> None:
        if self._now() - self._drawn_at > KEY_LIFE_SECONDS:
            self._renew()

    def _renew(self) -> None:
        self._key = secrets.token_bytes(32)
        self._drawn_at = self._now()
        self._buckets: OrderedDict[tuple[str, bytes], tuple[float, float]] = OrderedDict()


def _network(address: str) -> bytes:
    # What a socket tells is of this form mostly, and is read a hundred times as fast so.
    with suppress(OSError, UnicodeError, ValueError):
        return socket.inet_pton(socket.AF_INET, address)
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address.encode()
    if ip.version == 4:
        return ip.packed
    # A socket that serves both tells IPv4 addresses in this form.
    return ip.ipv4_mapped.packed if ip.ipv4_mapped else ip.packed[:8]


limits = Limits()
