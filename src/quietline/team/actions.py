"""Making the organisation, its people, lines and keys."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.keys import lock
from quietline.team.models import Line, LineKey, LineKeyHold, Organisation, Practitioner
from quietline.team.roles.actions import give_role
from quietline.team.roles.rules import Role
from quietline.vault import (
    PrivateKey,
    PublicKey,
    Sealed,
    new_key_pair,
    open_with,
    seal_to,
    split_recovery_key,
)


def make_organisation(*, name: str, neutral_name: str, by: UUID | None) -> tuple[str, str, str]:
    """Found the organisation; returns the three recovery shares, which exist nowhere else from now on."""
    recovery = new_key_pair()
    with transaction.atomic():
        Organisation.objects.create(name=name, neutral_name=neutral_name, recovery_public_key=recovery.public)
        record(act=Act.HELPLINE_MADE, by=by)
    return split_recovery_key(recovery.private)


def add_practitioner(
    *,
    email: str,
    name: str,
    shown_as: str,
    password: str,
    roles: Iterable[Role] = (Role.PRACTITIONER,),
    by: UUID | None,
) -> Practitioner:
    """Add somebody, with roles on every line and a key pair whose private half opens with their password alone."""
    keys = new_key_pair()
    practitioner = Practitioner(
        email=email.strip().lower(),
        name=name,
        shown_as=shown_as,
        public_key=keys.public,
        locked_private_key=lock(keys.private, password),
    )
    practitioner.set_password(unicodedata.normalize("NFKC", password))
    with transaction.atomic():
        practitioner.save(force_insert=True)
        record(act=Act.PRACTITIONER_ADDED, by=by, subject=practitioner.pk)
        for role in roles:
            give_role(practitioner=practitioner.pk, role=role, by=by)
    return practitioner


def make_line(*, name: str, jurisdiction: str, founder: Practitioner, by: UUID | None) -> Line:
    """Open a line with its first key; its founder and the recovery key hold it, nobody else."""
    keys = new_key_pair()
    recovery = PublicKey(bytes(Organisation.objects.get().recovery_public_key))
    with transaction.atomic():
        line = Line.objects.create(name=name, jurisdiction=jurisdiction)
        line_key = LineKey.objects.create(
            line=line,
            public_key=keys.public,
            recovery_hold=seal_to(recovery, keys.private),
            made_at=timezone.now(),
        )
        _seal_on(line_key, keys.private, founder, by)
    return line


def join_line(
    *, line_key: LineKey, member: Practitioner, member_key: PrivateKey, newcomer: Practitioner, by: UUID
) -> None:
    """A member's act: open the line's key with their own, and seal it on to a newcomer.

    Raises:
        CannotOpen: when `member_key` is not the member's.
        LineKeyHold.DoesNotExist: when the member holds no such key.
    """
    hold = LineKeyHold.objects.get(line_key=line_key, practitioner=member)
    private = PrivateKey(open_with(member_key, Sealed(bytes(hold.sealed_key))))
    with transaction.atomic():
        _seal_on(line_key, private, newcomer, by)


def _seal_on(line_key: LineKey, private: PrivateKey, practitioner: Practitioner, by: UUID | None) -> None:
    sealed = seal_to(PublicKey(bytes(practitioner.public_key)), private)
    LineKeyHold.objects.create(line_key=line_key, practitioner=practitioner, sealed_key=sealed)
    record(act=Act.LINE_JOINED, by=by, subject=practitioner.pk)
