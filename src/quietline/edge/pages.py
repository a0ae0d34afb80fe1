"""The public pages, kept in memory and answered without Django."""

from __future__ import annotations

import gzip
import secrets
import struct
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from quietline.edge.headers import KEPT_BRIEFLY, NO_STORE, Headers
from quietline.edge.marks import DRAFT_BYTES, FRESH_DRAFT

# A change made by another process (the command line) shows after this at the latest.
LIFE_SECONDS = 60.0
# Some 20 KB each: 40 MB at the most, whatever addresses are asked for.
MOST_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """One kept answer: its bytes, plain and zipped, in one piece, or in several with a hole between each two.

    Into every hole go fresh random characters for each visitor.
    """

    content_type: bytes
    plain: tuple[bytes, ...]
    zipped: tuple[bytes, ...]
    # Where these are not the ones that every answer has (a page for a partner's frame, a picture for others' sites).
    policy: bytes = b""
    resource_policy: bytes = b""

    @classmethod
    def of(cls, content_type: bytes, body: bytes, policy: bytes = b"", resource_policy: bytes = b"") -> Page:
        parts = tuple(body.split(FRESH_DRAFT.encode()))
        zipped = (gzip.compress(body, compresslevel=9, mtime=0),) if len(parts) == 1 else tuple(map(_deflated, parts))
        return cls(content_type, parts, zipped, policy, resource_policy)

    def answer(self, *, accepts_gzip: bool) -> tuple[Headers, bytes]:
        fresh = secrets.token_hex(DRAFT_BYTES).encode() if len(self.plain) > 1 else b""
        if not accepts_gzip:
            body = fresh.join(self.plain)
        elif fresh:
            body = _gzipped_around(fresh, self.plain, self.zipped)
        else:
            (body,) = self.zipped
        keeping: Headers = [NO_STORE] if fresh else [KEPT_BRIEFLY]
        encoding: Headers = [(b"content-encoding", b"gzip")] if accepts_gzip else []
        own: Headers = [(b"content-security-policy", self.policy)] if self.policy else []
        own += [(b"cross-origin-resource-policy", self.resource_policy)] if self.resource_policy else []
        common = [(b"content-type", self.content_type), *own, *keeping, (b"vary", b"accept-encoding")]
        return [*common, *encoding, (b"content-length", str(len(body)).encode())], body


def _deflated(part: bytes) -> bytes:
    """A part as raw deflate that ends on a whole byte and refers to nothing before it, so that others can follow."""
    deflating = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflating.compress(part) + deflating.flush(zlib.Z_FULL_FLUSH)


def _gzipped_around(fresh: bytes, plain: tuple[bytes, ...], deflated: tuple[bytes, ...]) -> bytes:
    """The parts with `fresh` in each hole as one gzip stream (RFC 1952), without compressing anything anew."""
    stored = b"\x00" + struct.pack("<HH", len(fresh), len(fresh) ^ 0xFFFF) + fresh  # RFC 1951, 3.2.4
    whole = fresh.join(plain)
    trailer = struct.pack("<II", zlib.crc32(whole), len(whole))
    return _GZIP_HEAD + stored.join(deflated) + _LAST_BLOCK + trailer


# Deflate, no name, no time, best compression, unknown system; and an empty stored block that says it is the last.
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"


class Pages:
    """Kept pages by path, as none depends on the host; never one with a query, a cookie or a status but 200."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._pages: OrderedDict[str, tuple[float, Page]] = OrderedDict()
        # How often all were forgotten: a page that was made before the last time is old already.
        self.changes = 0

    def get(self, path: str) -> Page | None:
        kept_at, page = self._pages.get(path, (0.0, None))
        return page if page and self._now() - kept_at <= LIFE_SECONDS else None

    def keep(self, path: str, page: Page, *, as_of: int) -> None:
        """Keep a page that was asked for when `changes` was `as_of`."""
        if as_of != self.changes:
            return
        self._pages[path] = self._now(), page
        self._pages.move_to_end(path)
        if len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)

    def clear(self) -> None:
        self.changes += 1
        self._pages.clear()


pages = Pages()
