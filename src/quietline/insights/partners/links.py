"""The link of an invitation: good once, for three days. When it ends stands in the link itself and in no database."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

LIFE = timedelta(hours=72)
_SECRET_BYTES = 32


def new_link(now: datetime) -> tuple[str, str]:
    """What the link carries, and the mark by which a database knows it again."""
    token = f"{int((now + LIFE).timestamp())}-{secrets.token_urlsafe(_SECRET_BYTES)}"
    return token, mark_of(token)


def mark_of(token: str) -> str:
    """The end is under the mark as well: a link whose end was changed is another link."""
    return hashlib.blake2b(token.encode(), digest_size=32, person=b"ql-partner-link").hexdigest()


def is_over(token: str, now: datetime) -> bool:
    """Whether a link whose mark was found is good no more."""
    return now.timestamp() >= int(token.partition("-")[0])
