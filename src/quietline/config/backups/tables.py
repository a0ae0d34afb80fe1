"""The tables of both databases: which are kept in a backup, read from one moment, written anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from quietline.config.backups.values import for_reading, for_writing
from quietline.config.databases import FIGURES, Router
from quietline.contact.outbox import parcels_packed
from quietline.tally.queries import last_parcel

ALIASES = ("default", FIGURES)
_AT_ONCE = 500
_MADE_ANEW = {Session, *apps.get_app_config("wagtailsearch").get_models()}
# The figures are filled every few seconds: two tries are enough but for a clock gone wild.
_TRIES = 50

Rows = Iterator[tuple[Any, ...]]


def kept() -> list[tuple[str, type[Model]]]:
    """Every table with its database, but for what a restore makes anew.

    Nobody stays signed in through a restore, and the site's search index is built from its pages.
    """
    models = apps.get_models(include_auto_created=True)
    own = [model for model in models if model._meta.managed and not model._meta.proxy and model not in _MADE_ANEW]
    tables = [(Router().db_for_read(model), model) for model in own]
    return sorted(tables, key=lambda pair: (pair[0], pair[1]._meta.label))


def columns_of(model: type[Model]) -> list[str]:
    # A page's own columns only: those that every page has stand in the table of pages.
    return [str(field.column) for field in model._meta.local_concrete_fields]


def migrations(alias: str) -> list[str]:
    """The form that a database has now."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if Router().allow_migrate(alias, app))


@contextmanager
def one_moment() -> Iterator[None]:
    """Both databases as they stood at one moment, while the helpline goes on.

    Counts are carried from one database to the other: where a parcel arrived between the two looks, it would be
    counted twice after a restore, so both are looked at again.
    """
    for _ in range(_TRIES):
        with ExitStack() as looks:
            for alias in ALIASES:
                looks.enter_context(_snapshot(connections[alias]))
            if last_parcel() <= parcels_packed():
                yield
                return
    raise RuntimeError("the figures are always ahead of the conversations")


@contextmanager
def _snapshot(connection: BaseDatabaseWrapper) -> Iterator[None]:
    if connection.vendor == "postgresql":
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT 1")
            yield
        return
    # Not Django's: its transactions take the one writer's place, and the helpline would stand still.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            cursor.execute("SELECT count(*) FROM sqlite_master")
            yield
        finally:
            cursor.execute("ROLLBACK")


def count(alias: str, model: type[Model]) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_table(alias, model)}")  # noqa: S608  # nosec B608
        return int(cursor.fetchone()[0])


def rows(alias: str, model: type[Model]) -> Rows:
    connection = connections[alias]
    columns = ", ".join(connection.ops.quote_name(name) for name in columns_of(model))
    read = [for_reading(field.get_internal_type()) for field in _targets(model)]
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {_table(alias, model)}")  # noqa: S608  # nosec B608
        while found := cursor.fetchmany(_AT_ONCE):
            for row in found:
                yield tuple(convert(value) for convert, value in zip(read, row, strict=True))


def _targets(model: type[Model]) -> list[Any]:
    """Each column's field; of a relation, the one it points at, as that is whose value it holds."""
    return [getattr(field, "target_field", field) for field in model._meta.local_concrete_fields]


def is_empty(alias: str) -> bool:
    """Whether a database holds nothing of ours; tables that `migrate` made and filled do not count."""
    connection = connections[alias]
    there = set(connection.introspection.table_names())
    wanted = [model for where, model in kept() if where == alias and model.__module__.startswith("quietline.")]
    return not any(model._meta.db_table in there and count(alias, model) for model in wanted)


def clear(alias: str) -> None:
    """Take out what `migrate` put in; inside a transaction, in whatever order: constraints are looked at its end."""
    with connections[alias].cursor() as cursor:
        for where, model in kept():
            if where == alias:
                cursor.execute(f"DELETE FROM {_table(alias, model)}")  # noqa: S608  # nosec B608


def fill(alias: str, model: type[Model], values: Rows) -> None:
    """Write rows as they were read, numbers included."""
    connection = connections[alias]
    columns = ", ".join(connection.ops.quote_name(name) for name in columns_of(model))
    places = ", ".join("%s" for _ in columns_of(model))
    statement = f"INSERT INTO {_table(alias, model)} ({columns}) VALUES ({places})"  # noqa: S608  # nosec B608
    prepared = for_writing(connection)
    waiting: list[list[Any]] = []
    with connection.cursor() as cursor:
        for row in values:
            waiting.append([prepared(value) for value in row])
            if len(waiting) == _AT_ONCE:
                cursor.executemany(statement, waiting)
                waiting.clear()
        if waiting:
            cursor.executemany(statement, waiting)


def count_on(alias: str) -> None:
    """Let new rows get numbers behind the highest that were written."""
    connection = connections[alias]
    models = [model for where, model in kept() if where == alias]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _table(alias: str, model: type[Model]) -> str:
    return connections[alias].ops.quote_name(model._meta.db_table)
