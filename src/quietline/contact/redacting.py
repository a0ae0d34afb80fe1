"""Taking a passage out of a message that was sealed before: the only way in which one is ever written anew."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.committing import DESK, topic_of
from quietline.contact.erasing import owe_overwriting
from quietline.contact.locked import locked_row
from quietline.contact.models import Message
from quietline.contact.pieces import message_place
from quietline.contact.queries import OpenThread, message_text
from quietline.live.hub import hub
from quietline.vault import Plain, seal

# What stands in its place, for both sides; no word, so that it needs no language.
TAKEN_OUT = "[…]"


class NotThere(Exception):
    """The message does not say this (any more)."""


def take_out(*, opened: OpenThread, sequence: int, passage: str, by: UUID) -> None:
    """Take every occurrence of a passage out of one message, inside the caller's transaction if there is one.

    The old bytes are overwritten as those of an erased thread are.

    Raises:
        NotThere
        ThreadGone
    """
    with transaction.atomic():
        thread = locked_row(opened.thread.pk)
        row = Message.objects.filter(thread=thread, sequence=sequence).first()
        text = message_text(row, opened.key) if row else ""
        if row is None or not passage or passage not in text:
            raise NotThere
        place = message_place(thread.pk, row.sequence, row.practitioner_id)
        row.sealed = seal(opened.key, Plain(text.replace(passage, TAKEN_OUT).encode()), place=place)
        row.save(update_fields=["sealed"])
        record(act=Act.DETAIL_MOVED, by=by, subject=thread.pk)
        owe_overwriting()
        transaction.on_commit(partial(hub.publish, topic_of(thread.pk)))
        transaction.on_commit(partial(hub.publish, DESK))
