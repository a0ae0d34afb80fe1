"""What a backup holds: a list of contents, then every row, then how many there were. Knows no database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from quietline.config.datadir import DataDirProblem
from quietline.vault import CannotOpen, OtherKey, PrivateKey, open_stream

FORMAT = 1
DAMAGED = "This is no backup, or not a byte as it was sealed: it was damaged, cut or changed. Use another one."
WRONG_KEY = "This backup was sealed to another key. Bring the one that was printed before it was made."


@dataclass(frozen=True, slots=True)
class Table:
    """One table in a backup: its rows stand behind those of the tables before it."""

    database: str
    label: str
    columns: list[str]
    rows: int


@dataclass(frozen=True, slots=True)
class Contents:
    """The first line of a backup."""

    made_at: datetime
    program: str
    migrations: dict[str, list[str]]
    audit_head: str
    files: dict[str, str]  # pepper and release key in hexadecimal, the others as they are
    tables: list[Table]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def as_line(self) -> bytes:
        given = {"quietline backup": FORMAT} | asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(given, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Contents:
        given = json.loads(line)
        if given.pop("quietline backup", None) != FORMAT:
            raise DataDirProblem("This backup was made by a newer Quietline. Restore it with that one.")
        tables = [Table(**table) for table in given.pop("tables")]
        return cls(made_at=datetime.fromisoformat(given.pop("made_at")), tables=tables, **given)


def end_line(rows: int) -> bytes:
    return json.dumps({"end": rows}).encode() + b"\n"


class Opened:
    """A backup being read: its contents, then `rows` table by table, then `finish`.

    Raises, from any of these:
        DataDirProblem: it does not open, or ends too soon. Whoever acted on earlier rows must take that back.
    """

    def __init__(self, private: PrivateKey, file: IO[bytes]) -> None:
        self._lines = _lines(private, file)
        self.contents = Contents.from_line(self._next())

    def rows(self, table: Table) -> Iterator[bytes]:
        for _ in range(table.rows):
            yield self._next()

    def finish(self) -> None:
        """Make sure that this was all."""
        if self._next() != end_line(self.contents.rows) or next(self._lines, None) is not None:
            raise DataDirProblem(DAMAGED)

    def _next(self) -> bytes:
        line = next(self._lines, None)
        if line is None:
            raise DataDirProblem(DAMAGED)
        return line


def look_through(path: Path, private: PrivateKey, *, advance: Callable[[int], object] = lambda _: None) -> Contents:
    """Open every byte of a backup and keep nothing of it.

    Raises:
        DataDirProblem: with the reason.
    """
    with opened(path) as file:
        backup = Opened(private, file)
        for table in backup.contents.tables:
            for _ in backup.rows(table):
                advance(1)
        backup.finish()
    return backup.contents


def opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise DataDirProblem(f"{path} can't be read: {error.strerror}.") from None


def _lines(private: PrivateKey, file: IO[bytes]) -> Iterator[bytes]:
    waiting = b""
    try:
        for chunk in open_stream(private, file.read):
            *lines, waiting = (waiting + chunk).split(b"\n")
            for line in lines:
                yield line + b"\n"
    except OtherKey:
        raise DataDirProblem(WRONG_KEY) from None
    except CannotOpen:
        raise DataDirProblem(DAMAGED) from None
    if waiting:
        raise DataDirProblem(DAMAGED)
