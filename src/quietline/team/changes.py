"""Tells the desk's live wire that a session ended, or a role or a key changed: each stream is asked anew."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from quietline.live.hub import hub

# The topic names nobody: every stream of staff asks for itself whether it may go on.
STAFF = "staff"


def tell() -> None:
    """Tell it once what is being done is done."""
    transaction.on_commit(partial(hub.publish, STAFF))
