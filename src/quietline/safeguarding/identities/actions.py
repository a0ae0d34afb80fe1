"""Entering details into their compartment, and opening it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.locked import locked_row
from quietline.contact.queries import OpenThread
from quietline.contact.redacting import take_out
from quietline.safeguarding.identities.models import Identity, IdentityOpening
from quietline.safeguarding.identities.queries import (
    identity_key,
    identity_place,
    identity_row,
    identity_text,
    reason_place,
)
from quietline.safeguarding.identities.rules import OPENING_LIFE, Detail, What
from quietline.safeguarding.people.queries import require_lead
from quietline.team.queries import newest_line_key
from quietline.vault import Plain, PrivateKey, PublicKey, new_thread_key, seal, seal_to


class IdentityGone(Exception):
    """There is no such identity in this thread (any more)."""


def enter_identity(*, opened: OpenThread, what: What, words: str, by: UUID) -> UUID:
    """Put details into a compartment of their own; returns its id.

    Raises:
        ThreadGone
    """
    with transaction.atomic():
        thread = locked_row(opened.thread.pk)
        last = Identity.objects.filter(thread=thread.pk).aggregate(last=Max("ordinal"))["last"] or 0
        line_key = newest_line_key(thread.line)
        key = new_thread_key()
        said = json.dumps({"what": what.value, "words": words}, ensure_ascii=False).encode()
        row = Identity.objects.create(
            thread_id=thread.pk,
            ordinal=last + 1,
            line_key=line_key,
            entered_by_id=by,
            entered_at=timezone.now(),
            sealed_key=seal_to(PublicKey(bytes(line_key.public_key)), key),
            sealed=seal(key, Plain(said), place=identity_place(thread.pk, last + 1, by)),
        )
        record(act=Act.IDENTITY_ENTERED, by=by, subject=thread.pk)
        return row.pk


def move_details(*, opened: OpenThread, details: Iterable[tuple[int, Detail]], by: UUID) -> None:
    """Move passages out of the messages that they stand in, each into a compartment of its own; all or none.

    Raises:
        NotThere: a message does not say this (any more).
        ThreadGone
    """
    with transaction.atomic():
        for sequence, detail in details:
            take_out(opened=opened, sequence=sequence, passage=detail.passage, by=by)
            enter_identity(opened=opened, what=detail.what, words=detail.passage, by=by)


def open_identity(
    *, opened: OpenThread, identity_id: UUID, reason: str, line_keys: Mapping[int, PrivateKey], by: UUID
) -> None:
    """Open one identity to a safeguarding lead for a quarter of an hour, for a stated reason.

    Raises:
        NotALead
        IdentityGone
        CannotOpen: its key is not held, or it belongs to another thread.
    """
    require_lead(by, opened.thread.line_id)
    with transaction.atomic():
        grant_opening(thread_id=opened.thread.pk, identity_id=identity_id, reason=reason, line_keys=line_keys, by=by)


def grant_opening(
    *, thread_id: UUID, identity_id: UUID, reason: str, line_keys: Mapping[int, PrivateKey], by: UUID
) -> None:
    """The same for whoever may do it without being a lead; the caller has made sure of that, in its transaction."""
    row = identity_row(thread_id, identity_id)
    if row is None:
        raise IdentityGone
    identity_text(row, line_keys)  # one that was put here from another thread is never on record as opened
    opening_id, now = uuid4(), timezone.now()
    place = reason_place(thread_id, row.ordinal, opening_id)
    IdentityOpening.objects.create(
        id=opening_id,
        identity=row,
        practitioner_id=by,
        opened_at=now,
        ends_at=now + OPENING_LIFE,
        sealed_reason=seal(identity_key(row, line_keys), Plain(reason.encode()), place=place),
    )
    record(act=Act.IDENTITY_OPENED, by=by, subject=thread_id)
