from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from quietline.campaigns.areas.reading import NotAreas
from quietline.campaigns.areas.rules import AreaGiven, Difference, below, problems
from quietline.campaigns.models import Area


@dataclass(frozen=True, slots=True)
class Placed:
    """An area in its tree: how deep it stands, and its name."""

    code: str
    name: str
    kind: str
    depth: int
    is_offered: bool


def parents() -> dict[str, str]:
    """Each area's code with that of the area it is part of, or nothing."""
    return {code: parent or "" for code, parent in Area.objects.values_list("code", "parent__code")}


def with_parts(codes: Iterable[str]) -> set[str]:
    """These areas and all parts of them: what a figure of an area is the sum of."""
    return below(codes, parents())


def tree() -> list[Placed]:
    """All areas, each followed by its parts."""
    parts = defaultdict(list)
    for area in Area.objects.all():
        parts[area.parent_id].append(area)
    found, waiting = list[Placed](), [(area, 0) for area in reversed(parts[None])]
    while waiting:
        area, depth = waiting.pop()
        found.append(Placed(area.code, area.name, area.kind, depth, area.is_offered))
        waiting += [(part, depth + 1) for part in reversed(parts[area.pk])]
    return found


def difference(given: list[AreaGiven]) -> Difference:
    """What loading these would do.

    Raises:
        NotAreas: they can't be loaded.
    """
    if wrong := problems(given, parents()):
        raise NotAreas(wrong)
    kept = {
        code: (name, kind, parent or "", offered)
        for code, name, kind, parent, offered in Area.objects.values_list(
            "code", "name", "kind", "parent__code", "is_offered"
        )
    }
    result = Difference([], [], [])
    for area in given:
        before = kept.get(area.code)
        offered = before[3] if before and area.is_offered is None else area.is_offered
        after = (area.name, area.kind, area.parent, offered)
        into = result.new if before is None else result.same if before == after else result.changed
        into.append(area.code)
    return result


def codes_by_word() -> dict[str, str]:
    """Each area's code by its code and by its name, without capitals; a name that two areas have finds neither."""
    found = dict[str, str]()
    rows = list(Area.objects.values_list("code", "name"))
    for code, name in rows:
        word = name.casefold()
        found[word] = "" if word in found else code
    found |= {code.casefold(): code for code, _ in rows}
    return {word: code for word, code in found.items() if code}
