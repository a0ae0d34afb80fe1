"""Contacts counted in invented areas, for releases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from itertools import product
from random import Random

from django.db import connections

from quietline.campaigns.queries import areas
from quietline.insights.releases.windows import Window
from quietline.tally.actions import add
from quietline.tally.measures import Count, Measure

QUARTER = Window.of("2026Q1")
CLOSED = date(2026, 4, 10)
GROUPS = ("own_behaviour", "another_adult", "professional", "not_asked", "")
WAYS = ("chat", "message", "call")


def count_contacts(*, window: Window = QUARTER, each: int = 4, seed: int = 1) -> None:
    """A number of contacts in every cell of every month, most of them small."""
    random = Random(seed)
    codes = [area.code for area in areas()] + [""]
    add(
        counts=[
            Count(
                measure=Measure.CONTACTS,
                on=month.first.replace(day=random.randint(1, 28)),
                amount=random.randint(0, 2 * each),
                area=area,
                caller_group=group,
                channel=way,
                outcome="answered",
            )
            for month in window.months
            for area, group, way in product(codes, GROUPS, WAYS)
        ]
    )


@contextmanager
def changeable() -> Iterator[None]:
    """Let a test's rows be thrown away, which the tables refuse otherwise."""
    migration = import_module("quietline.insights.released.migrations.0002_append_only")
    with connections["figures"].schema_editor() as editor:
        migration.allow_changes(None, editor)
    try:
        yield
    finally:
        with connections["figures"].schema_editor() as editor:
            migration.refuse_changes(None, editor)
