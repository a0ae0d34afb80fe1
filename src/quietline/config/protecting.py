"""On PostgreSQL: the audit's tables belong to a role of their own, and the role that serves only adds to them."""

from __future__ import annotations

import psycopg
from django.db import connection
from psycopg import sql

from quietline.audit.models import Entry, Seal
from quietline.audit.queries import may_change_entries
from quietline.config.datadir import DataDirProblem

OWNER = "quietline_audit"


def protect(superuser: str) -> str:
    """Give the tables away, with the right to read and to add; returns the role that has it.

    Raises:
        DataDirProblem: it is no PostgreSQL, the URL does not lead to this database, or its role may not do this.
    """
    if connection.vendor != "postgresql":
        raise DataDirProblem("SQLite knows no roles: keep the file to its own account, and note heads elsewhere.")
    tables = [Entry._meta.db_table, Seal._meta.db_table]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, oid FROM pg_database WHERE datname = current_database()")
        role, database = cursor.fetchone()
    try:
        with psycopg.connect(superuser) as link:
            if link.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone() != (
                database,
            ):
                raise DataDirProblem("--as leads to another database than this helpline's.")
            _give_away(link, tables, role)
    except psycopg.Error as error:
        raise DataDirProblem(f"That role can't do it: {str(error).splitlines()[0]}") from None
    connection.close()
    if may_change_entries():
        raise DataDirProblem(f"{role} can still change the rows: it is a superuser. Serve with a role that is none.")
    return str(role)


def _give_away(link: psycopg.Connection, tables: list[str], role: str) -> None:
    if link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone() is None:
        link.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(OWNER)))
    for name in tables:
        table, serving = sql.Identifier(name), sql.Identifier(role)
        link.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(table, sql.Identifier(OWNER)))
        link.execute(sql.SQL("REVOKE ALL ON {} FROM {}, PUBLIC").format(table, serving))
        link.execute(sql.SQL("GRANT SELECT, INSERT ON {} TO {}").format(table, serving))
