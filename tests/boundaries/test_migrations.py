"""An empty database is laid out at once, not step by step: what a migration does beyond that must still be done."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader

from quietline.config.management.commands.migrate import MORE_THAN_TABLES


def test_a_migration_lays_out_tables_or_does_more_never_both() -> None:
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        if type(migration).__module__.startswith("quietline."):
            kinds = {isinstance(each, MORE_THAN_TABLES) for each in migration.operations}
            assert len(kinds) == 1, f"{label} {name}: put what is no table into a migration of its own"
