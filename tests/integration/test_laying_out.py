"""An empty database is laid out as of today, and every migration of ours stands in it as done, after what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

from quietline.config.management.commands import migrate


class Planted(Migration):
    """A next migration that lays out tables only, after one that does more."""

    dependencies: ClassVar = [("campaigns", "0002_append_only")]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a second empty database is a file here")
def test_tables_that_come_after_a_migration_that_does_more_are_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    read = MigrationLoader.load_disk

    def with_another(self: MigrationLoader) -> None:
        read(self)
        self.disk_migrations["campaigns", "0003_planted"] = Planted("0003_planted", "campaigns")

    empty = DatabaseWrapper({**connection.settings_dict, "NAME": str(tmp_path / "empty.sqlite3")}, alias="default")
    with monkeypatch.context() as patched, django_db_blocker.unblock():
        patched.setattr(MigrationLoader, "load_disk", with_another)
        patched.setattr(connections._connections, "default", empty)  # what was applied is asked for by alias
        for key in MigrationLoader(None).disk_migrations:
            if key[0] in migrate.BEFORE_OURS:
                MigrationRecorder(empty).record_applied(*key)
        migrate._lay_out(empty, (*migrate._ours("default"), *migrate.NOT_REPLAYED))
        loader = MigrationLoader(empty)
        loader.check_consistent_history(empty)
        ours = {key for key in loader.disk_migrations if key[0] in migrate._ours("default")}
        assert ours <= loader.applied_migrations.keys()
        assert ("campaigns", "0003_planted") in ours
        with empty.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            assert ("campaigns_plan_no_delete",) in cursor.fetchall()
    empty.close()
