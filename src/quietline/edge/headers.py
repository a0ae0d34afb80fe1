"""The headers that every answer carries."""

from __future__ import annotations

import re
from collections.abc import Sequence

Headers = list[tuple[bytes, bytes]]

CONTENT_SECURITY_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?")


def framed_policy(origins: Sequence[str]) -> str:
    """The policy of a page that the given sites may show in a frame, and that needs less than others: no script.

    Raises:
        ValueError: for what is no origin: it could say something else in the policy.
    """
    if wrong := [each for each in origins if not _ORIGIN.fullmatch(each)]:
        raise ValueError(f"no origin: {wrong[0]!r}")
    ancestors = " ".join(origins) or "'none'"
    return f"default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"


ALWAYS: Headers = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY),
    # Not no-referrer: browsers would then post forms with `Origin: null`, which the same-origin checks refuse.
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    (b"x-robots-tag", b"noarchive"),  # search engines may find the public pages, and keep no copy
]
# Two years, for this name alone: what else a charity runs below its own name is not ours to bind.
STRICT_TRANSPORT: Headers = [(b"strict-transport-security", b"max-age=63072000")]

NO_STORE = (b"cache-control", b"no-store")
# A reader going back and forth loads nothing twice; a correction is seen a minute later at the latest.
KEPT_BRIEFLY = (b"cache-control", b"max-age=60")
# The editor's own files have names that don't change with their content.
KEPT_A_DAY = (b"cache-control", b"max-age=86400")
KEPT_FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")
