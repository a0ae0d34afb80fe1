"""Two databases that share nothing: `default` for the conversations, `figures` for the counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from weakref import WeakSet

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

FIGURES = "figures"
# The parts whose models live in the figures database, and nowhere else.
FIGURES_PARTS = frozenset({"tally", "insights", "released", "partners"})

# WAL and FULL: a message that was acknowledged survives a power cut. secure_delete: erased rows are overwritten.
# IMMEDIATE: a transaction that reads and then writes waits its turn instead of failing half-way.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        " PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=0;"
    ),
}


def connection(url: str, *, sqlite: Path) -> dict[str, Any]:
    """Django's description of one database: PostgreSQL where a URL is given, else the SQLite file.

    Raises:
        ValueError: for a URL that is not `postgresql://…/name`.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(sqlite),
            "OPTIONS": dict(SQLITE_OPTIONS),
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise ValueError("A database URL reads postgresql://user:password@host:5432/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # A row's content would stand in the server's log when a statement fails; parameters are bound, never inlined.
        "OPTIONS": {"server_side_binding": True},
    }


class OpenConnections:
    """Every database connection that any thread opens from now on, so that the last one out can close them all."""

    def __init__(self) -> None:
        self._wrappers: WeakSet[BaseDatabaseWrapper] = WeakSet()
        connection_created.connect(self._remember)

    def close(self) -> None:
        """End them, whichever thread they belong to; whoever is still at work finds the database away."""
        for wrapper in list(self._wrappers):
            if wrapper.connection is not None:
                wrapper.connection.close()

    def _remember(self, connection: BaseDatabaseWrapper, **_: object) -> None:
        self._wrappers.add(connection)


class Router:
    """Sends each part's models to its database, and lets no relation cross."""

    def db_for_read(self, model: type[Model], **hints: object) -> str:
        return FIGURES if model._meta.app_label in FIGURES_PARTS else "default"

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **hints: object) -> bool:
        return (one._meta.app_label in FIGURES_PARTS) == (other._meta.app_label in FIGURES_PARTS)

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return (db == FIGURES) == (app_label in FIGURES_PARTS)


def unapplied(alias: str) -> list[str]:
    """The migrations that this database still wants, of the parts that live in it.

    Raises:
        DatabaseError: when it can't be reached.
    """
    executor = MigrationExecutor(connections[alias])
    leaves = [node for node in executor.loader.graph.leaf_nodes() if Router().allow_migrate(alias, node[0])]
    return [str(migration) for migration, _ in executor.migration_plan(leaves)]
