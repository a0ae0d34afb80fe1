"""Where staff sessions are kept: Django's table, whose rows don't tell the cookie that leads to them."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

_BYTES = 20  # forty characters, as many as the column has


def row_of(session_key: str | None) -> str:
    """The name of the row of the session that a cookie holds; of no cookie, the name of none."""
    return hashlib.blake2b(session_key.encode(), digest_size=_BYTES).hexdigest() if session_key else ""


class SessionStore(InDatabase):
    """Django's, found by a hash: whoever reads the table has nothing to put into a cookie.

    Pages that need no line key open by this cookie alone, an administrator's among them.
    """

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = Session.objects.filter(
            pk=row_of(self.session_key), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(row_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        return Session(row_of(row.session_key), row.session_data, row.expire_date)

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(row_of(key))
