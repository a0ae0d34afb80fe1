"""The public pages, kept in memory and answered without Django."""

from __future__ import annotations

import gzip
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from quietline.edge.headers import KEPT_BRIEFLY, NO_STORE, Headers
from quietline.edge.marks import FRESH_DRAFT

# A change made by another process (the command line) shows after this at the latest.
LIFE_SECONDS = 60.0
# Some 20 KB each: 40 MB at the most, whatever addresses are asked for.
MOST_PAGES = 2_000

Key = tuple[bytes, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One kept answer. A page with a hole gets fresh random characters there for each visitor, and is not zipped."""

    plain: bytes
    zipped: bytes
    content_type: bytes
    around_hole: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, content_type: bytes, body: bytes) -> Page:
        parts = tuple(body.split(FRESH_DRAFT.encode()))
        if len(parts) > 1:
            return cls(plain=body, zipped=b"", content_type=content_type, around_hole=parts)
        return cls(plain=body, zipped=gzip.compress(body, compresslevel=9, mtime=0), content_type=content_type)

    def answer(self, *, accepts_gzip: bool) -> tuple[Headers, bytes]:
        if self.around_hole:
            body = secrets.token_hex(16).encode().join(self.around_hole)
            return [(b"content-type", self.content_type), NO_STORE, _length(body)], body
        body = self.zipped if accepts_gzip else self.plain
        encoding: Headers = [(b"content-encoding", b"gzip")] if accepts_gzip else []
        common = [(b"content-type", self.content_type), KEPT_BRIEFLY, (b"vary", b"accept-encoding")]
        return [*common, *encoding, _length(body)], body


class Pages:
    """Kept pages by host and path; never one with a query, a cookie or another status than 200."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._pages: OrderedDict[Key, tuple[float, Page]] = OrderedDict()

    def get(self, key: Key) -> Page | None:
        kept_at, page = self._pages.get(key, (0.0, None))
        return page if page and self._now() - kept_at <= LIFE_SECONDS else None

    def keep(self, key: Key, page: Page) -> None:
        self._pages[key] = self._now(), page
        self._pages.move_to_end(key)
        if len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)

    def clear(self) -> None:
        self._pages.clear()


def _length(body: bytes) -> tuple[bytes, bytes]:
    return (b"content-length", str(len(body)).encode())


pages = Pages()
