"""The database itself refuses to change or delete a plan: what was said before the start stands as it was said."""

from typing import Any

from django.db import migrations

TABLES = ("campaigns_plan", "campaigns_planarea")
ACTS = ("UPDATE", "DELETE")


def refuse_changes(apps: Any, schema_editor: Any) -> None:
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION quietline_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'plans are added and never changed'; END $$"
        )
    for table in TABLES:
        for act in ACTS:
            begin = f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            end = (
                "FOR EACH ROW EXECUTE FUNCTION quietline_append_only()"
                if postgres
                else "BEGIN SELECT RAISE(ABORT, 'plans are added and never changed'); END"
            )
            schema_editor.execute(begin + end)


def allow_changes(apps: Any, schema_editor: Any) -> None:
    for table in TABLES:
        for act in ACTS:
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act.lower()}{on}")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
