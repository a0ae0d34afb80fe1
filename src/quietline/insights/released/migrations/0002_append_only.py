"""The database itself refuses to change or delete what was drawn and what was released.

The ledger stands for a promise to seekers: a row that is gone could be drawn a second time, and two draws averaged.
"""

from typing import Any

from django.db import migrations

TABLES = ("released_ledgerrow", "released_ledgercell", "released_release")
ACTS = ("UPDATE", "DELETE")
SAYS = "what was drawn or released is never changed"


def refuse_changes(apps: Any, schema_editor: Any) -> None:
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION quietline_released_stays() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
        )
    for table in TABLES:
        for act in ACTS:
            begin = f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            end = (
                "FOR EACH ROW EXECUTE FUNCTION quietline_released_stays()"
                if postgres
                else f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            )
            schema_editor.execute(begin + end)


def allow_changes(apps: Any, schema_editor: Any) -> None:
    for table in TABLES:
        for act in ACTS:
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act.lower()}{on}")


class Migration(migrations.Migration):
    dependencies = [("released", "0001_initial")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
