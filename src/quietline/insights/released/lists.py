"""What cells there are, from the helpline's own lists. Never from counts: that a cell is there must tell nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import product

from django.conf import settings

from quietline.campaigns.areas.queries import parents, tree
from quietline.insights.releases.frozen import Cell
from quietline.insights.releases.tables import Table
from quietline.insights.releases.windows import ReleaseRefused

# No area's code begins like this, and no group's: what was not said, or has no record.
NOT_TOLD = "_not_told"

AREA, GROUP, CHANNEL = "area", "caller group", "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Codes with their names of today, retired ones too; `offered`: the largest areas that seekers choose from."""

    areas: Mapping[str, str]
    parents: Mapping[str, str]
    offered: tuple[str, ...]
    groups: Mapping[str, str]
    channels: Mapping[str, str]
    not_told: frozenset[str]

    def cells(self, table: Table, areas: Iterable[str]) -> list[Cell]:
        """Every cell of a table, where these are the areas that are told apart."""
        codes = {
            AREA: [*areas, NOT_TOLD],
            GROUP: [*self.groups, NOT_TOLD],
            CHANNEL: list(self.channels),
        }
        return list(product(*(codes[dimension] for dimension in table.dimensions)))

    def place(self, dimension: str, code: str, areas: frozenset[str]) -> str:
        """Where a contact of this code counts: an area that is not told apart counts in the one that it is part of.

        Raises:
            ReleaseRefused: the lists don't know the code.
        """
        if dimension == CHANNEL:
            return _known(code, self.channels, dimension)
        if code in self.not_told:
            return NOT_TOLD
        if dimension == GROUP:
            return _known(code, self.groups, dimension)
        found = _known(code, self.parents, dimension)
        while found and found not in areas:
            found = self.parents[found]
        return found or NOT_TOLD


def lists() -> Lists:
    """As they stand now.

    Raises:
        ReleaseRefused: no areas are there.
    """
    told_apart, areas, above = import_module(settings.QUIETLINE_TOLD_APART), tree(), parents()
    every = {area.code for area in areas if area.is_offered}
    # A contact is in one cell: where an area lies in another that is offered too, it counts there.
    offered = tuple(area.code for area in areas if area.code in every and not every & _above(area.code, above))
    if not offered:
        raise ReleaseRefused("There are no areas that seekers choose from. Load the areas first.")
    return Lists(
        areas={area.code: area.name for area in areas},
        parents=above,
        offered=offered,
        groups=told_apart.caller_groups(),
        channels=told_apart.channels(),
        not_told=told_apart.not_told(),
    )


def _above(code: str, parents: Mapping[str, str]) -> set[str]:
    found, above = set[str](), parents[code]
    while above:
        found.add(above)
        above = parents[above]
    return found


def _known(code: str, known: Mapping[str, str], dimension: str) -> str:
    if code not in known:
        raise ReleaseRefused(
            f"Contacts are counted in the {dimension} “{code}”, which is missing in the helpline's list. Load it."
        )
    return code
