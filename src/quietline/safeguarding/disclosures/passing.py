"""Making a pack and sealing it for whoever gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quietline.contact.queries import OpenThread
from quietline.safeguarding.disclosures.actions import DisclosureRefused, note_pack
from quietline.safeguarding.disclosures.pack import as_archive, pack_of
from quietline.safeguarding.disclosures.queries import disclosure_of
from quietline.vault import (
    PACK_PASSPHRASE_CHARACTERS,
    Plain,
    PrivateKey,
    Sealed,
    new_phrase,
    seal_to_recipient,
    seal_with_passphrase,
)
from quietline.vault import PackKeyProblem as PackKeyProblem


@dataclass(frozen=True, slots=True)
class For:
    """Whom a pack is sealed for: by a passphrase that is told them otherwise, or by their own age key."""

    passphrase: str = ""
    age_key: str = ""


def make_pack(
    *, opened: OpenThread, disclosure_id: UUID, line_keys: Mapping[int, PrivateKey], recipient: For, by: UUID
) -> tuple[str, Sealed]:
    """Make the pack of what was decided; returns its file's name and the sealed archive.

    Raises:
        PackKeyProblem: it can't be sealed with what was given.
        NothingToPassOn, NotBorneOut, NotALead, DisclosureRefused, ThreadGone
        CannotOpen: an identity was moved here, or is sealed to a key that is not held.
    """
    check(recipient)
    with transaction.atomic():
        version = note_pack(opened=opened, disclosure_id=disclosure_id, by=by)
        row = disclosure_of(opened, disclosure_id)
        if row is None:
            raise DisclosureRefused("There is no such disclosure in this thread.")
        pack = pack_of(opened, row, line_keys, version=version, at=timezone.now())
    return f"{pack.name}.zip.age", _sealed(as_archive(pack), recipient)


def check(recipient: For) -> None:
    """
    Raises:
        PackKeyProblem
    """
    if bool(recipient.passphrase) == bool(recipient.age_key):
        raise PackKeyProblem("Give a passphrase or the agency's age key: one of them.")
    if recipient.age_key:
        seal_to_recipient(Plain(b""), recipient.age_key)
    elif len(recipient.passphrase) < PACK_PASSPHRASE_CHARACTERS:
        raise PackKeyProblem(f"Use at least {PACK_PASSPHRASE_CHARACTERS} characters: several words are easy to say.")


def suggested_passphrase() -> str:
    """Eight words that are easy to say on the phone."""
    return " ".join(new_phrase("en").words)


def _sealed(archive: Plain, recipient: For) -> Sealed:
    if recipient.age_key:
        return seal_to_recipient(archive, recipient.age_key)
    return seal_with_passphrase(archive, recipient.passphrase)
