from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from quietline.contact.queries import MessageText
from quietline.safeguarding.identities.models import Identity, IdentityOpening
from quietline.safeguarding.identities.rules import Detail, What, details_in
from quietline.vault import CannotOpen as CannotOpen
from quietline.vault import Place, PrivateKey, Purpose, Sealed, ThreadKey, open_sealed, open_with


class NotOpen(Exception):
    """Nobody opened this identity for them, or the time is over."""


@dataclass(frozen=True, slots=True)
class OpeningText:
    """An opening as everybody sees it who sees the thread: who, when, until when; not why."""

    name: str
    opened_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ShutIdentity:
    """An identity as everybody sees it who sees the thread: that it is there, and who looked."""

    id: UUID
    ordinal: int
    entered_by: str
    entered_at: datetime
    openings: list[OpeningText] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class IdentityText:
    """What it says."""

    what: What
    words: str


def identity_place(thread_id: UUID, ordinal: int, practitioner: UUID) -> Place:
    return Place(Purpose.IDENTITY, thread_id, ordinal, f"practitioner:{practitioner}")


def reason_place(thread_id: UUID, ordinal: int, opening_id: UUID) -> Place:
    return Place(Purpose.IDENTITY_REASON, thread_id, ordinal, f"opening:{opening_id}")


def identities_of(thread_id: UUID) -> list[ShutIdentity]:
    """A thread's identities, shut, each with who opened it."""
    rows = Identity.objects.filter(thread=thread_id).select_related("entered_by")
    return [
        ShutIdentity(
            id=row.pk,
            ordinal=row.ordinal,
            entered_by=row.entered_by.name,
            entered_at=row.entered_at,
            openings=[
                OpeningText(each.practitioner.name, each.opened_at, each.ends_at)
                for each in row.openings.select_related("practitioner")
            ],
        )
        for row in rows
    ]


def identity_row(thread_id: UUID, identity_id: UUID) -> Identity | None:
    return Identity.objects.filter(thread=thread_id, pk=identity_id).first()


def standing_opening(identity_id: UUID, practitioner: UUID) -> IdentityOpening | None:
    """This practitioner's opening of this identity, as long as it lasts."""
    return _standing(practitioner).filter(identity=identity_id).first()


def opened_identity(
    thread_id: UUID, identity_id: UUID, line_keys: Mapping[int, PrivateKey], *, by: UUID
) -> tuple[IdentityText, datetime]:
    """What an identity says, to whoever opened it, and until when.

    Raises:
        NotOpen
        CannotOpen: it belongs to another thread, or to a key that is not held.
    """
    row = identity_row(thread_id, identity_id)
    opening = standing_opening(identity_id, by)
    if row is None or opening is None:
        raise NotOpen
    return identity_text(row, line_keys), opening.ends_at


def reasons_of(identity_id: UUID, line_keys: Mapping[int, PrivateKey]) -> list[tuple[OpeningText, str]]:
    """Who opened an identity and why: for safeguarding leads alone."""
    row = Identity.objects.get(pk=identity_id)
    key = identity_key(row, line_keys)
    return [
        (
            OpeningText(each.practitioner.name, each.opened_at, each.ends_at),
            open_sealed(
                key, Sealed(bytes(each.sealed_reason)), place=reason_place(row.thread_id, row.ordinal, each.pk)
            ).decode(),
        )
        for each in row.openings.select_related("practitioner")
    ]


def identity_text(row: Identity, line_keys: Mapping[int, PrivateKey]) -> IdentityText:
    place = identity_place(row.thread_id, row.ordinal, row.entered_by_id)
    said = json.loads(open_sealed(identity_key(row, line_keys), Sealed(bytes(row.sealed)), place=place))
    return IdentityText(What(said["what"]), said["words"])


def identity_key(row: Identity, line_keys: Mapping[int, PrivateKey]) -> ThreadKey:
    """
    Raises:
        CannotOpen: none of these keys holds it.
    """
    private = line_keys.get(row.line_key_id)
    if private is None:
        raise CannotOpen
    return ThreadKey(open_with(private, Sealed(bytes(row.sealed_key))))


def details_of(messages: list[MessageText]) -> list[tuple[int, Detail]]:
    """What looks like a detail in these messages, each with the message it stands in."""
    return [(message.sequence, detail) for message in messages for detail in details_in(message.text)]


def _standing(practitioner: UUID) -> QuerySet[IdentityOpening]:
    return IdentityOpening.objects.filter(practitioner=practitioner, ends_at__gt=timezone.now())
