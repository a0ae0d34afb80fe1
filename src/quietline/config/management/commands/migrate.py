"""Django's `migrate`, for two databases of which each gets its own parts' tables only, and quickly where all is new.

The editor's own history has some two hundred migrations: replaying them into an empty database takes a minute of a
small machine's time. There its tables are laid out as they are today, and its history is put down as done; later
migrations run as always. What its data migrations would have written is made by `content/actions.py: prepare`.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from quietline.config.databases import FIGURES, FIGURES_PARTS

LAID_OUT = ("wagtailcore", "wagtailadmin", "wagtailusers", "wagtailimages", "wagtaildocs", "taggit")


class Command(Migrate):
    def handle(self, *arguments: Any, **options: Any) -> None:
        alias = options["database"]
        if options["app_label"]:
            super().handle(*arguments, **options)
        elif alias == FIGURES:
            for part in sorted(FIGURES_PARTS):
                if apps.is_installed(f"quietline.{part}"):
                    self._one_part(part, *arguments, **options)
        else:
            if _is_new(connections[alias]):
                # Whom the editor's tables point at must be there first.
                self._one_part("contact", *arguments, **options)
                _lay_out(connections[alias])
            super().handle(*arguments, **options)

    def _one_part(self, part: str, *arguments: Any, **options: Any) -> None:
        super().handle(*arguments, **options | {"app_label": part, "run_syncdb": False})


def _is_new(connection: BaseDatabaseWrapper) -> bool:
    return not connection.introspection.table_names()


def _lay_out(connection: BaseDatabaseWrapper) -> None:
    with connection.schema_editor() as editor:
        for label in LAID_OUT:
            for model in apps.get_app_config(label).get_models():
                if model._meta.managed and router.allow_migrate_model(connection.alias, model):
                    editor.create_model(model)
    recorder = MigrationRecorder(connection)
    for label, name in sorted(MigrationLoader(None).disk_migrations):
        if label in LAID_OUT:
            recorder.record_applied(label, name)
