"""Many rows of one table through one prepared statement.

Keeping a message is the hot path of the conversation. Django's query sets build a statement and model instances anew
each time, which costs more than sealing and writing together (docs/performance.md); here a statement is made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

if TYPE_CHECKING:
    Field = models.Field[Any, Any]
Convert = Callable[[Any], Any]
Columns = tuple[str, ...]


def select(
    model: type[models.Model],
    columns: Columns,
    *,
    by: str,
    among: Sequence[object],
    above: tuple[str, int] | None = None,
    lock: bool = False,
) -> list[list[Any]]:
    """These columns of the rows whose column `by` has one of the values, in its order.

    With `above`, only those where a counting column is greater than a number, in that column's order.
    With `lock`, they are locked until the transaction ends.
    """
    database = connections[DEFAULT_DB_ALIAS]
    to_python = _converters(model, columns, database.vendor)
    (field,) = _fields(model, (by,))
    # SQLite has one writer at a time: there the transaction itself is the lock.
    locking = lock and database.vendor == "postgresql"
    with database.cursor() as cursor:
        over = above[0] if above else ""
        statement = _selection(model, columns, by, len(among), over, locking=locking)
        values = [field.get_db_prep_value(value, database) for value in among]
        cursor.execute(statement, [*values, above[1]] if above else values)
        rows = [list(row) for row in cursor.fetchall()]
    for row in rows:
        for place, convert in to_python:
            row[place] = convert(row[place])
    return rows


def insert(model: type[models.Model], rows: Sequence[object]) -> None:
    """Add rows whose keys, where the database gives them, are not needed afterwards."""
    if rows:
        _run(_insertion(model, connection.vendor), _with_columns(model), rows)


def update(model: type[models.Model], columns: Columns, rows: Sequence[object]) -> None:
    """Write these columns of rows that are there already; each is found by its key."""
    if rows:
        _run(_change(model, columns, connection.vendor), [*_fields(model, columns), _key(model)], rows)


# Both databases' drivers take these as they are; what else there is (instants, keys) is prepared by its field.
_PLAIN = frozenset({str, int, bytes, bool, type(None)})


def _run(statement: str, fields: Sequence[Field], rows: Iterable[object]) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    prepare = [(field.attname, field.get_db_prep_value) for field in fields]
    # Most rows of a group carry the same instant.
    known: dict[datetime, Any] = {}

    def prepared(value: Any, to_database: Callable[..., Any]) -> Any:
        if type(value) in _PLAIN:
            return value
        if not isinstance(value, datetime):
            return to_database(value, database)
        if value not in known:
            known[value] = to_database(value, database)
        return known[value]

    values = [[prepared(getattr(row, name), to_database) for name, to_database in prepare] for row in rows]
    with database.cursor() as cursor:
        cursor.executemany(statement, values)


# Statements are built from our own table and column names only; every value is bound.
@cache
def _selection(model: type[models.Model], columns: Columns, by: str, values: int, above: str, *, locking: bool) -> str:
    names = ", ".join(_quoted(field.column) for field in _fields(model, columns))
    table, key = _quoted(model._meta.db_table), _quoted(_fields(model, (by,))[0].column)
    places = ", ".join("%s" for _ in range(values))
    counting = _quoted(_fields(model, (above,))[0].column) if above else ""
    only = f" AND {counting} > %s" if above else ""
    end = f" ORDER BY {counting or key}" + (" FOR UPDATE" if locking else "")
    return f"SELECT {names} FROM {table} WHERE {key} IN ({places}){only}{end}"  # noqa: S608  # nosec B608


@cache
def _insertion(model: type[models.Model], vendor: str) -> str:
    names = ", ".join(_quoted(field.column) for field in _with_columns(model))
    places = ", ".join("%s" for _ in _with_columns(model))
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  # nosec B608


@cache
def _change(model: type[models.Model], columns: Columns, vendor: str) -> str:
    setting = ", ".join(f"{_quoted(field.column)} = %s" for field in _fields(model, columns))
    table, key = _quoted(model._meta.db_table), _quoted(_key(model).column)
    return f"UPDATE {table} SET {setting} WHERE {key} = %s"  # noqa: S608  # nosec B608


@cache
def _converters(model: type[models.Model], columns: Columns, vendor: str) -> list[tuple[int, Convert]]:
    """For the columns that the driver does not give as Python has them: their place, and what to do."""
    pairs = ((place, _converter(field)) for place, field in enumerate(_fields(model, columns)))
    return [(place, convert) for place, convert in pairs if convert]


def _converter(field: Field) -> Convert | None:
    if connection.vendor == "sqlite" and isinstance(field, models.DateTimeField):
        return _instant
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert if steps else None


def _instant(value: datetime | None) -> datetime | None:
    """An instant as the driver gives it, in UTC without saying so. Django's own way asks its settings first."""
    return None if value is None else value.replace(tzinfo=UTC)


@cache
def _with_columns(model: type[models.Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]


@cache
def _fields(model: type[models.Model], columns: Columns) -> list[Field]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return [by_name[column] for column in columns]


def _key(model: type[models.Model]) -> Field:
    return model._meta.pk


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
