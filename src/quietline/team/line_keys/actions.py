"""A line's keys in life: sealed on, begun anew, taken from somebody, and put before somebody whose own pair is new."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team import changes
from quietline.team.keys import LineKeys, lock
from quietline.team.line_keys.queries import keepers_of
from quietline.team.models import Line, LineKey, LineKeyHold, Organisation, Practitioner
from quietline.team.queries import newest_line_key, works_on
from quietline.team.roles.actions import take_every_role
from quietline.team.sign_in.models import PasskeyHold
from quietline.team.sign_in.queries import sessions_of
from quietline.vault import PrivateKey, PublicKey, are_key_words, new_key_pair, seal_to


class NobodyLeft(Exception):
    """Nobody else would hold the key of this line. Seal it on to somebody first."""

    def __init__(self, line: Line) -> None:
        super().__init__(line.name)
        self.line = line


class NotTheirWords(Exception):
    """The words are not those of the newcomer's key: somebody else may sit there. Nothing was sealed."""


class NoRoleThere(Exception):
    """The newcomer has no role on this line, or left."""


def seal_on(*, line: Line, newcomer: Practitioner, words: str, line_keys: LineKeys, by: UUID) -> int:
    """A member's act: seal every key of the line that they hold on to a newcomer, who reads four words out to them.

    Returns how many keys. Interrupted it did nothing; what the newcomer holds already is left as it is.

    Raises:
        NotTheirWords, NoRoleThere
    """
    with transaction.atomic():
        newcomer = Practitioner.objects.select_for_update().get(pk=newcomer.pk)
        if not newcomer.is_active or not works_on(newcomer, line):
            raise NoRoleThere
        public = PublicKey(bytes(newcomer.public_key))
        if not are_key_words(words, public):
            raise NotTheirWords
        keys = LineKey.objects.filter(line=line, pk__in=list(line_keys)).exclude(holds__practitioner=newcomer)
        holds = [
            LineKeyHold(line_key=key, practitioner=newcomer, sealed_key=seal_to(public, line_keys[key.pk]))
            for key in keys
        ]
        LineKeyHold.objects.bulk_create(holds)
        if holds:
            record(act=Act.LINE_JOINED, by=by, subject=newcomer.pk)
    return len(holds)


def renew_line_key(*, line: Line, without: Iterable[UUID] = (), by: UUID | None) -> LineKey:
    """Begin a new epoch: what arrives from now on opens for the line's members but these, and for the recovery key.

    Raises:
        NobodyLeft
    """
    left_out = set(without)
    with transaction.atomic():
        # Two at once would begin the same epoch: the second waits here.
        Line.objects.select_for_update().get(pk=line.pk)
        keepers = [person for person in keepers_of(line) if person.pk not in left_out]
        if not keepers:
            raise NobodyLeft(line)
        keys = new_key_pair()
        recovery = PublicKey(bytes(Organisation.objects.get().recovery_public_key))
        line_key = LineKey.objects.create(
            line=line,
            epoch=newest_line_key(line).epoch + 1,
            public_key=keys.public,
            recovery_hold=seal_to(recovery, keys.private),
            made_at=timezone.now(),
        )
        LineKeyHold.objects.bulk_create(
            LineKeyHold(
                line_key=line_key,
                practitioner=person,
                sealed_key=seal_to(PublicKey(bytes(person.public_key)), keys.private),
            )
            for person in keepers
        )
        record(act=Act.LINE_KEY_RENEWED, by=by, subject=line.pk)
    return line_key


def shut_out(*, practitioner: UUID, by: UUID) -> list[Line]:
    """A device is lost: end every session of its owner, begin new epochs without them, take their holds away.

    They sign in anew, and a colleague seals the keys on to them. Returns the lines that have a new key. All of it
    happens, or nothing.

    Raises:
        NobodyLeft
    """
    with transaction.atomic():
        lines = _let_go(practitioner, by=by)
        record(act=Act.SHUT_OUT, by=by, subject=practitioner)
    return lines


def end_membership(*, practitioner: UUID, by: UUID) -> list[Line]:
    """Somebody leaves: the same, and every role and the sign-in go as well. Returns the lines that have a new key.

    Raises:
        NobodyLeft, LastOfItsKind
    """
    with transaction.atomic():
        lines = _let_go(practitioner, by=by)
        take_every_role(practitioner=practitioner, by=by)
        Practitioner.objects.filter(pk=practitioner).update(is_active=False)
        record(act=Act.MEMBERSHIP_ENDED, by=by, subject=practitioner)
    return lines


def _let_go(practitioner: UUID, *, by: UUID) -> list[Line]:
    lines = list(Line.objects.filter(keys__holds__practitioner=practitioner).distinct().order_by("name"))
    for line in lines:
        renew_line_key(line=line, without=[practitioner], by=by)
    LineKeyHold.objects.filter(practitioner=practitioner).delete()
    _end_sessions(Practitioner.objects.get(pk=practitioner))
    return lines


def _end_sessions(practitioner: Practitioner) -> None:
    open_ones = [session.session_key for session, _ in sessions_of(practitioner)]
    Session.objects.filter(pk__in=open_ones).delete()
    changes.tell()


def replace_key_pair(*, practitioner: Practitioner, password: str, by: UUID | None) -> None:
    """A password was lost: a new one, and a new key pair under it. Opens nothing until a colleague seals keys on.

    What was sealed to the old pair is taken away: nobody can open it any more.
    """
    keys = new_key_pair()
    practitioner.public_key = keys.public
    practitioner.locked_private_key = lock(keys.private, password)
    practitioner.set_password(unicodedata.normalize("NFKC", password))
    with transaction.atomic():
        practitioner.save(update_fields=["public_key", "locked_private_key", "password"])
        LineKeyHold.objects.filter(practitioner=practitioner).delete()
        PasskeyHold.objects.filter(practitioner=practitioner).delete()  # they led to the old private key
        _end_sessions(practitioner)
        record(act=Act.KEY_PAIR_REPLACED, by=by, subject=practitioner.pk)


def put_before(*, practitioner: Practitioner, opened: dict[int, PrivateKey], by: UUID | None) -> int:
    """Seal line keys that the recovery shares opened to somebody who works on those lines; returns how many."""
    public = PublicKey(bytes(practitioner.public_key))
    with transaction.atomic():
        known = LineKeyHold.objects.filter(Q(practitioner=practitioner)).values("line_key")
        keys = LineKey.objects.select_related("line").filter(pk__in=list(opened)).exclude(pk__in=known)
        holds = [
            LineKeyHold(line_key=key, practitioner=practitioner, sealed_key=seal_to(public, opened[key.pk]))
            for key in keys
            if works_on(practitioner, key.line)
        ]
        LineKeyHold.objects.bulk_create(holds)
        record(act=Act.RECOVERED, by=by, subject=practitioner.pk)
    return len(holds)
