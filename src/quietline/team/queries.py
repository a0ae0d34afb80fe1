from __future__ import annotations

import time
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Max

from quietline.team.models import Line, LineKey, LineKeyHold, Organisation, Practitioner

# It stands on every page and changes once in years; a change from the command line shows after this.
_ORGANISATION_SECONDS = 60.0
_known: dict[str, tuple[float, Organisation]] = {}


def organisation() -> Organisation | None:
    """The charity that runs this helpline; none before it was made. Known for a minute without asking."""
    read_at, known = _known.get("organisation", (float("-inf"), None))
    if known is None or time.monotonic() - read_at > _ORGANISATION_SECONDS:
        known = Organisation.objects.first()
        if known is not None:
            _known["organisation"] = (time.monotonic(), known)
    return known


def forget() -> None:
    """Ask the database next time."""
    _known.clear()


def line_for_public() -> Line:
    """The line that the public pages lead to.

    Raises:
        Line.DoesNotExist: before a helpline was made.
    """
    return Line.objects.order_by("name")[:1].get()


def newest_line_key(line: Line) -> LineKey:
    """The key of the line's current epoch."""
    return LineKey.objects.filter(line=line).order_by("-epoch")[:1].get()


def lines_of(practitioner: Practitioner) -> list[Line]:
    """The lines whose current key this practitioner holds."""
    current = Line.objects.annotate(epoch=Max("keys__epoch"))
    held = {(hold.line_key.line_id, hold.line_key.epoch) for hold in _holds(practitioner)}
    return [line for line in current if (line.pk, line.epoch) in held]


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
            problems.append((f"nobody holds the key of {line.name}", "Bring it back with two recovery shares."))
    if not Practitioner.objects.filter(is_active=True, is_administrator=True).exists():
        problems.append(("nobody is administrator", "Add one: quietline init makes the first."))
    return problems
