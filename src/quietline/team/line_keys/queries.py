from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from quietline.team.models import Line, LineKey, LineKeyHold, Practitioner
from quietline.team.queries import all_lines, members_of, newest_line_key, works_on
from quietline.team.roles.models import HeldRole
from quietline.team.roles.rules import LINE_ROLES
from quietline.vault import PublicKey, key_words


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a line that they have a role on."""

    line: Line
    epoch: int
    renewed_on: datetime
    holds_newest: bool
    missing_earlier: int  # earlier keys that stand and that they don't hold
    members: list[Practitioner]  # who can help them
    waiting: list[Practitioner]  # whom they could help


def words_of(practitioner: Practitioner) -> str:
    """The four words of somebody's key, as they read them out to a colleague."""
    return " ".join(key_words(PublicKey(bytes(practitioner.public_key))))


def keepers_of(line: Line) -> list[Practitioner]:
    """Whoever is active, has a role on this line and holds its newest key."""
    return [person for person in members_of(line) if works_on(person, line)]


def standing_of(practitioner: Practitioner) -> list[Standing]:
    """Every line that they have a role on, by name."""
    return [_standing(practitioner, line) for line in all_lines() if works_on(practitioner, line)]


def waiting_for(line: Line) -> list[Practitioner]:
    """Colleagues with a role on the line who lack one of its keys, by name."""
    keys = list(LineKey.objects.filter(line=line, holds__isnull=False).distinct().values_list("pk", flat=True))
    roles = HeldRole.objects.filter(role__in=LINE_ROLES, taken_at=None, line__in=[line]) | HeldRole.objects.filter(
        role__in=LINE_ROLES, taken_at=None, line=None
    )
    people = Practitioner.objects.filter(pk__in=roles.values("practitioner"), is_active=True).order_by("name")
    held: dict[UUID, set[int]] = {}
    for person, key in LineKeyHold.objects.filter(line_key__in=keys).values_list("practitioner", "line_key"):
        held.setdefault(person, set()).add(key)
    return [person for person in people if held.get(person.pk, set()) < set(keys)]


def _standing(practitioner: Practitioner, line: Line) -> Standing:
    newest = newest_line_key(line)
    own = set(LineKeyHold.objects.filter(practitioner=practitioner).values_list("line_key", flat=True))
    standing = LineKey.objects.filter(line=line, holds__isnull=False).exclude(pk=newest.pk).distinct()
    return Standing(
        line=line,
        epoch=newest.epoch,
        renewed_on=newest.made_at,
        holds_newest=newest.pk in own,
        missing_earlier=sum(key.pk not in own for key in standing),
        members=[each for each in keepers_of(line) if each.pk != practitioner.pk],
        waiting=[each for each in waiting_for(line) if each.pk != practitioner.pk] if newest.pk in own else [],
    )
