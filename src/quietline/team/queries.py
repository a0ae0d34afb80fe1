from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.db.models import Max, Model, QuerySet

from quietline.team.models import Line, LineKey, LineKeyHold, Organisation, Practitioner
from quietline.team.roles.models import HeldRole
from quietline.team.roles.queries import without_record
from quietline.team.roles.rules import LINE_ROLES, Role

Known = TypeVar("Known", bound=Model)
# Both stand behind every page and change once in years; a change from the command line shows after this.
_KNOWN_SECONDS = 60.0
_known: dict[type[Model], tuple[float, Model]] = {}
_names: dict[str, tuple[float, dict[UUID, str]]] = {}


def organisation() -> Organisation | None:
    """The charity that runs this helpline; none before it was made. Known for a minute without asking."""
    return _first(Organisation.objects.order_by("pk"))


def line_for_public() -> Line:
    """The line that the public pages lead to. Known for a minute without asking.

    Raises:
        Line.DoesNotExist: before a helpline was made.
    """
    line = _first(Line.objects.order_by("name"))
    if line is None:
        raise Line.DoesNotExist
    return line


def forget() -> None:
    """Ask the database next time."""
    _known.clear()
    _names.clear()


def _first(rows: QuerySet[Known]) -> Known | None:
    read_at, known = _known.get(rows.model, (float("-inf"), None))
    if isinstance(known, rows.model) and time.monotonic() - read_at < _KNOWN_SECONDS:
        return known
    found = rows.first()
    if found is not None:
        _known[rows.model] = (time.monotonic(), found)
    return found


def shown_names() -> dict[UUID, str]:
    """How seekers see each practitioner; known for a minute without asking."""
    read_at, known = _names.get("names", (float("-inf"), {}))
    if time.monotonic() - read_at >= _KNOWN_SECONDS:
        known = dict(Practitioner.objects.values_list("pk", "shown_as"))
        _names["names"] = (time.monotonic(), known)
    return known


def newest_line_key(line: Line) -> LineKey:
    """The key of the line's current epoch."""
    return LineKey.objects.filter(line=line).order_by("-epoch")[:1].get()


def lines_of(practitioner: Practitioner) -> list[Line]:
    """The lines whose conversations this practitioner sees: they have a role there, and hold its current key."""
    current = Line.objects.annotate(epoch=Max("keys__epoch"))
    held = {(hold.line_key.line_id, hold.line_key.epoch) for hold in _holds(practitioner)}
    return [line for line in current if (line.pk, line.epoch) in held and works_on(practitioner, line)]


def works_on(practitioner: Practitioner, line: Line) -> bool:
    """Whether one of their roles is for this line's conversations. The key they need besides."""
    return any(practitioner.has_role(role, line) for role in LINE_ROLES)


def with_role(role: Role) -> QuerySet[Practitioner]:
    """Whoever is active and has the role, on whatever line."""
    held = HeldRole.objects.filter(role=role, taken_at=None).values("practitioner")
    return Practitioner.objects.filter(pk__in=held, is_active=True)


def all_lines() -> list[Line]:
    """Every line, by name."""
    return list(Line.objects.order_by("name"))


def members_of(line: Line) -> list[Practitioner]:
    """Whoever is active and holds the line's current key, by name."""
    key = newest_line_key(line)
    held = LineKeyHold.objects.filter(line_key=key).values("practitioner")
    return list(Practitioner.objects.filter(pk__in=held, is_active=True).order_by("name"))


def colleague_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Practitioner.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def _holds(practitioner: Practitioner) -> list[LineKeyHold]:
    return list(practitioner.line_holds.select_related("line_key"))


def key_problems() -> list[tuple[str, str]]:
    """Lines that nobody can open, people without keys: what is wrong, and how to mend it."""
    lines = Line.objects.annotate(epoch=Max("keys__epoch"))
    problems = [(f"{line.name} has no key", "Make the line anew.") for line in lines if line.epoch is None]
    for line in lines:
        if line.epoch is None:
            continue
        key = newest_line_key(line)
        if not key.holds.filter(practitioner__is_active=True).exists():
            problems.append((f"nobody holds the key of {line.name}", _NOBODY_HOLDS))
    if not with_role(Role.ADMINISTRATOR).exists():
        problems.append(("nobody is administrator", _NO_ADMINISTRATOR))
    for held in without_record():
        name = f"{held.practitioner.name} is {Role(held.role).shown}, and nobody gave them that on record"
        problems.append((name, _NOT_ON_RECORD))
    return problems


_NOBODY_HOLDS = "Let a member who holds it add somebody; where nobody is left, two recovery shares are needed."
_NO_ADMINISTRATOR = "Add one: `quietline init` made the first; for now it takes somebody who can change the database."
_NOT_ON_RECORD = "Somebody wrote it into the database: take the role under Team, and find out who has the database."


def holders_of(line_keys: Iterable[LineKey]) -> list[Practitioner]:
    """The active practitioners who hold every one of these keys, by name."""
    people = Practitioner.objects.filter(is_active=True)
    for line_key in set(line_keys):
        people = people.filter(line_holds__line_key=line_key)
    return list(people.order_by("name"))
