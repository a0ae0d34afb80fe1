"""Areas as a tree, said without a database: what a list of them must be like, and what stands below what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quietline.campaigns.sheets.reading import Problem

NAME_CHARACTERS = 100
KIND_CHARACTERS = 40
MOST_AREAS = 20_000
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaGiven:
    """One area as it is loaded. `is_offered` : whether seekers choose it; none: as it is, or the top ones."""

    code: str
    name: str
    kind: str = ""
    parent: str = ""
    is_offered: bool | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What loading would do: the codes of the areas. What is not in the list stays as it is."""

    new: list[str]
    changed: list[str]
    same: list[str]


def problems(given: Iterable[AreaGiven], kept: Mapping[str, str]) -> list[Problem]:
    """Everything that stops these areas from being loaded into those kept (code → its parent's, or nothing)."""
    found: list[Problem] = []
    parents, seen = dict(kept), dict[str, int | None]()
    folded = {code.casefold(): code for code in kept}
    for area in given:
        found += [Problem(area.row, reason) for reason in _alone(area)]
        known = folded.setdefault(area.code.casefold(), area.code)
        if known != area.code:
            found.append(Problem(area.row, f"The code “{area.code}” is there already as “{known}”"))
        if area.code in seen:
            first = f" in row {seen[area.code]}" if seen[area.code] else ""
            found.append(Problem(area.row, f"The code “{area.code}” was there before{first}"))
        seen[area.code] = area.row
        parents[area.code] = area.parent
    found += [
        Problem(seen[code], f"There is no area “{parent}” for “{code}” to be part of")
        for code, parent in parents.items()
        if code in seen and parent and parent not in parents
    ]
    return found + [Problem(seen.get(code), reason) for code, reason in _loops(parents)]


def below(codes: Iterable[str], parents: Mapping[str, str]) -> set[str]:
    """These areas and all parts of them, however deep."""
    parts = defaultdict(list)
    for code, parent in parents.items():
        parts[parent].append(code)
    found, waiting = set[str](), list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += parts[code]
    return found


def _alone(area: AreaGiven) -> Iterable[str]:
    if not _CODE.fullmatch(area.code):
        yield f"“{area.code[:60]}” is no code: letters without accents, digits, - and _, 50 at most"
    if not area.name:
        yield "The name is missing"
    if len(area.name) > NAME_CHARACTERS or len(area.kind) > KIND_CHARACTERS:
        yield f"At most {NAME_CHARACTERS} characters for a name, {KIND_CHARACTERS} for a kind"
    if area.name[:1] in "=+-@\t" and area.name:
        yield "A name must not begin like a formula"


def _loops(parents: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Each loop once: the area it was found at, and the way round."""
    settled = set[str]()
    for start in parents:
        way = list[str]()
        code = start
        while code and code in parents and code not in settled and code not in way:
            way.append(code)
            code = parents[code]
        if code in way:
            round_ = way[way.index(code) :]
            yield round_[-1], f"{' is part of '.join([*round_, code])}: that is a loop"
        settled.update(way)
