"""Django's `migrate`, for two databases of which each gets its own parts' tables only, and quickly where all is new.

Replaying a history into an empty database takes long: the editor's own has some two hundred migrations, and each of
ours is drawn up against every table that hangs together with it. There the tables are laid out as they are today, and
what led to them is put down as done; later migrations run as always. What the editor's data migrations would have
written is made by `content/actions.py: prepare`. Of ours, those that do more than lay out tables do run, on the tables
of today (tests/boundaries/test_migrations.py: none does both).
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain
from typing import Any

from django.apps import apps
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from quietline.config.databases import FIGURES, FIGURES_PARTS

# Of other projects. In an empty database their data migrations have nothing to move; the editor's write what it needs.
NOT_REPLAYED = (
    "wagtailcore",
    "wagtailadmin",
    "wagtailusers",
    "wagtailimages",
    "wagtaildocs",
    "taggit",
    "account",
    "mfa",
)
MORE_THAN_TABLES = (RunPython, RunSQL)
# Whom ours point at.
BEFORE_OURS = ("contenttypes", "auth")


class Command(Migrate):
    def handle(self, *arguments: Any, **options: Any) -> None:
        alias = options["database"]
        if options["app_label"]:
            super().handle(*arguments, **options)
            return
        is_new, ours = _is_new(connections[alias]), _ours(alias)
        if alias == FIGURES:
            if is_new:
                _lay_out(connections[alias], ours)
            for part in ours:
                self._one_part(part, *arguments, **options)
            return
        if is_new:
            for part in BEFORE_OURS:
                self._one_part(part, *arguments, **options)
            _lay_out(connections[alias], (*ours, *NOT_REPLAYED))
        super().handle(*arguments, **options)

    def _one_part(self, part: str, *arguments: Any, **options: Any) -> None:
        super().handle(*arguments, **options | {"app_label": part, "run_syncdb": False})


def _is_new(connection: BaseDatabaseWrapper) -> bool:
    return not connection.introspection.table_names()


def _ours(alias: str) -> tuple[str, ...]:
    """The labels of our parts that keep something in this database."""
    ours = {each.label for each in apps.get_app_configs() if each.name.startswith("quietline.")}
    in_figures = ours & FIGURES_PARTS
    there = in_figures if alias == FIGURES else ours - in_figures
    return tuple(sorted(label for label in there if any(apps.get_app_config(label).get_models())))


def _lay_out(connection: BaseDatabaseWrapper, labels: tuple[str, ...]) -> None:
    with connection.schema_editor() as editor:
        for label in labels:
            for model in apps.get_app_config(label).get_models():
                if model._meta.managed and router.allow_migrate_model(connection.alias, model):
                    editor.create_model(model)
    loader, recorder = MigrationLoader(None), MigrationRecorder(connection)
    for label, name in loader.disk_migrations:
        if label in labels and label in NOT_REPLAYED:
            recorder.record_applied(label, name)
    today = ProjectState.from_apps(apps)
    for label, name in _in_order(loader, set(labels) - set(NOT_REPLAYED)):
        migration = loader.disk_migrations[label, name]
        if any(isinstance(each, MORE_THAN_TABLES) for each in migration.operations):
            # Here and not later: what depends on it is put down as done, and must not come before it.
            with connection.schema_editor(atomic=migration.atomic) as editor:
                migration.apply(today.clone(), editor)
        recorder.record_applied(label, name)


def _in_order(loader: MigrationLoader, labels: Collection[str]) -> list[tuple[str, str]]:
    """The migrations of these parts, each after what it depends on."""
    plans = (loader.graph.forwards_plan(leaf) for leaf in loader.graph.leaf_nodes() if leaf[0] in labels)
    return [key for key in dict.fromkeys(chain.from_iterable(plans)) if key[0] in labels]
