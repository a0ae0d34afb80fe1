"""Bringing line keys back with two recovery shares, and the log of that ceremony: no word of any conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from quietline.config.datadir import DataDirProblem
from quietline.team.line_keys.actions import put_before
from quietline.team.line_keys.queries import words_of
from quietline.team.models import LineKey, Organisation, Practitioner
from quietline.team.queries import organisation, works_on
from quietline.vault import (
    CannotOpen,
    PrivateKey,
    RecoveryProblem,
    Sealed,
    join_recovery_shares,
    open_with,
    public_half,
)


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What was done, for print."""

    organisation: str
    at: datetime
    person: str
    words: str
    lines: list[tuple[str, int]]  # each with how many of its keys
    sealed: int
    witnesses: tuple[str, ...]


def recover(*, email: str, shares: Sequence[str], witnesses: Sequence[str]) -> Ceremony:
    """Seal every line key of the lines that somebody works on to them, with two shares. All of it, or nothing.

    Raises:
        DataDirProblem: and nothing was done.
    """
    person = Practitioner.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise DataDirProblem(f"There is no practitioner {email}. Add one first, or name one who is there.")
    keys = [key for key in LineKey.objects.select_related("line") if works_on(person, key.line)]
    if not keys:
        raise DataDirProblem(f"{email} has a role on no line. Let an administrator give them one first.")
    recovery = _recovery_key(shares)
    opened = {key.pk: _opened(key, recovery) for key in keys if key.recovery_hold}
    sealed = put_before(practitioner=person, opened=opened, by=None)
    names = sorted({key.line.name for key in keys})
    charity = organisation()
    return Ceremony(
        organisation=charity.name if charity else "",
        at=timezone.localtime(),
        person=person.name,
        words=words_of(person),
        lines=[(name, sum(key.line.name == name and key.pk in opened for key in keys)) for name in names],
        sealed=sealed,
        witnesses=tuple(witnesses),
    )


def _recovery_key(shares: Sequence[str]) -> PrivateKey:
    try:
        private = join_recovery_shares(shares)
    except RecoveryProblem as problem:
        raise DataDirProblem(str(problem)) from None
    if public_half(private) != bytes(Organisation.objects.get().recovery_public_key):
        raise DataDirProblem("These shares belong to another helpline.")
    return private


def _opened(key: LineKey, recovery: PrivateKey) -> PrivateKey:
    try:
        return PrivateKey(open_with(recovery, Sealed(bytes(key.recovery_hold))))
    except CannotOpen:
        raise DataDirProblem(f"Key {key.epoch} of {key.line.name} does not open: its row was damaged.") from None


def as_text(ceremony: Ceremony) -> str:
    """The log, to be printed and signed."""
    lines = "\n".join(f"  {name}: {count} key{'s' if count != 1 else ''}" for name, count in ceremony.lines)
    hands = "\n\n".join(f"  {name}\n  signature: ______________________________" for name in ceremony.witnesses)
    return f"""RECOVERY OF LINE KEYS
{ceremony.organisation}

Begun and ended at {ceremony.at:%d %B %Y, %H:%M %Z}.

Two of three recovery shares were typed in and joined in memory. They were not kept.
The keys of these lines were opened with them and sealed to one person:

{lines}

Person:           {ceremony.person}
Words of the key: {ceremony.words}
Newly sealed:     {ceremony.sealed}

Read the four words aloud and compare them with the person's own page, My lines and keys.
Put both shares back where they came from. This act stands in the record of acts.

Present:

{hands}
"""
