"""A table's values as lines of JSON, alike on both engines, and back again."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

# What JSON has no word for stands as {mark: text}.
_WRITTEN: dict[type, tuple[str, Callable[[Any], str]]] = {
    bytes: ("b", lambda value: base64.b64encode(value).decode()),
    memoryview: ("b", lambda value: base64.b64encode(value).decode()),
    datetime: ("t", lambda value: (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()),
    date: ("d", date.isoformat),
    time: ("c", time.isoformat),
    UUID: ("u", str),
    Decimal: ("n", str),
}
_READ: dict[str, Callable[[str], Any]] = {
    "b": base64.b64decode,
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "c": time.fromisoformat,
    "u": UUID,
    "n": Decimal,
}


def as_line(row: tuple[Any, ...]) -> bytes:
    """A row as one line.

    Raises:
        TypeError: it holds something that could not be read back.
    """
    return json.dumps(row, default=_marked, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> Any:
    return json.loads(line, object_hook=_unmarked)


def _marked(value: Any) -> dict[str, str]:
    known = _WRITTEN.get(type(value))
    if known is None:
        raise TypeError(type(value).__name__)
    mark, written = known
    return {mark: written(value)}


def _unmarked(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        ((mark, text),) = value.items()
        if mark in _READ and isinstance(text, str):
            return _READ[mark](text)
    return value


def for_reading(kind: str) -> Callable[[Any], Any]:
    """What makes a column's value, as the driver gives it, the same on both engines."""
    if kind == "UUIDField":
        return lambda value: UUID(value) if isinstance(value, str) else value
    return lambda value: value


def for_writing(connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """What makes such a value one that this engine's driver takes."""
    operations, is_sqlite = connection.ops, connection.vendor == "sqlite"

    def prepared(value: Any) -> Any:
        if isinstance(value, datetime):
            return operations.adapt_datetimefield_value(value)
        if isinstance(value, date):
            return operations.adapt_datefield_value(value)
        if isinstance(value, time):
            return operations.adapt_timefield_value(value)
        if isinstance(value, UUID):
            return value.hex if is_sqlite else value
        if isinstance(value, Decimal):
            return operations.adapt_decimalfield_value(value)
        return value

    return prepared
