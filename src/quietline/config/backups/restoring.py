"""Bringing a helpline back from a backup, and erasing again what was erased since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quietline.config.backups.contents import Contents, Opened, opened
from quietline.config.datadir import DIRECTORY_MODE, DataDir, DataDirProblem, Installation, write_private
from quietline.vault import PrivateKey

# What may lie in the directory before: it is what a restore is told by what must not come back.
_ALLOWED = {"erasures"}


def refuse_if_used(data_dir: DataDir) -> None:
    """Refuse a directory that holds anything.

    Raises:
        DataDirProblem
    """
    there = sorted(path.name for path in data_dir.path.iterdir()) if data_dir.path.exists() else []
    if set(there) - _ALLOWED:
        found = next(name for name in there if name not in _ALLOWED)
        raise DataDirProblem(
            f"{data_dir.path} holds {found}: a restore never overwrites. Choose an empty directory; the file"
            " 'erasures' of the old one may lie in it."
        )


def refuse_if_old(contents: Contents) -> None:
    """Refuse a backup that has outlived its stated life: what was erased since is not known any more.

    Raises:
        DataDirProblem
    """
    days = Installation.from_toml(contents.files["quietline.toml"]).backup_days
    age = datetime.now(UTC) - contents.made_at
    if age > timedelta(days=days):
        raise DataDirProblem(
            f"This backup is {age.days} days old, and its stated life is {days}: what was erased since is not known"
            " any more, and would come back. With --past-its-life it is restored all the same."
        )


def lay_out(data_dir: DataDir, contents: Contents, *, database_url: str | None, figures_url: str | None) -> None:
    """Write pepper, signing key and settings where they were; the databases' addresses may be others now."""
    settings = Installation.from_toml(contents.files["quietline.toml"])
    settings = replace(
        settings,
        database_url=settings.database_url if database_url is None else database_url,
        figures_url=settings.figures_url if figures_url is None else figures_url,
    )
    data_dir.path.mkdir(parents=True, exist_ok=True)
    data_dir.path.chmod(DIRECTORY_MODE)
    write_private(data_dir.secret_key_file, contents.files["secret-key"].encode())
    write_private(data_dir.settings_file, settings.as_toml().encode())
    if "release-key" in contents.files:  # older backups have none, and the next release is signed with a new one
        write_private(data_dir.release_key_file, bytes.fromhex(contents.files["release-key"]))
    write_private(data_dir.pepper_file, bytes.fromhex(contents.files["pepper"]))


@contextmanager
def taken_back_if_it_fails(data_dir: DataDir) -> Iterator[None]:
    """A restore that fails leaves nothing in the directory that a second try would stumble over."""
    try:
        yield
    except BaseException:
        for path in data_dir.path.iterdir():
            if path.name not in _ALLOWED:
                path.unlink()
        raise


def pour_in(path: Path, private: PrivateKey, *, advance: Callable[[int], object] = lambda _: None) -> None:
    """Fill both databases, which `migrate` has made, with the rows of a backup; each of them or none.

    Raises:
        DataDirProblem: they hold something, or have another form than those the backup was made of.
    """
    from django.core.management import call_command
    from django.db import connections, transaction

    from quietline.config.backups import tables

    with opened(path) as file:
        backup = Opened(private, file)
        _refuse_another_form(backup.contents)
        models = {(alias, model._meta.label): model for alias, model in tables.kept()}
        with transaction.atomic("default"), transaction.atomic("figures"):
            for alias in tables.ALIASES:
                tables.clear(alias)
            for table in backup.contents.tables:
                rows = _told(backup.rows(table), advance)
                tables.fill(table.database, models[table.database, table.label], rows)
            backup.finish()
            for alias in tables.ALIASES:
                tables.count_on(alias)
    # What a search on the site looks in; no backup holds it.
    call_command("update_index", verbosity=0)
    connections.close_all()


def _told(lines: Iterator[bytes], advance: Callable[[int], object]) -> Iterator[tuple[object, ...]]:
    from quietline.config.backups.values import from_line

    for line in lines:
        advance(1)
        yield tuple(from_line(line))


def refuse_full_databases() -> None:
    """Refuse databases that hold something.

    Raises:
        DataDirProblem
    """
    from django.db import DatabaseError

    from quietline.config.backups import tables

    for alias in tables.ALIASES:
        try:
            empty = tables.is_empty(alias)
        except DatabaseError:
            raise DataDirProblem(
                f"The database '{alias}' can't be reached. Start it, or give another address."
            ) from None
        if not empty:
            raise DataDirProblem(
                f"The database '{alias}' holds something: a restore never overwrites. Make an empty one, and name it"
                " with --database-url and --figures-url."
            )


def _refuse_another_form(contents: Contents) -> None:
    from quietline.config.backups import tables

    columns = {(alias, model._meta.label): tables.columns_of(model) for alias, model in tables.kept()}
    same = {(table.database, table.label): table.columns for table in contents.tables} == columns
    if not same or any(contents.migrations[alias] != tables.migrations(alias) for alias in tables.ALIASES):
        raise DataDirProblem(
            f"This backup was made by Quietline {contents.program}, whose tables are others. Restore it with that"
            " version, then upgrade."
        )


def erase_again(data_dir: DataDir, *, files: list[Path]) -> dict[str, int]:
    """Erase what the files of erasures name, the one in the directory included; then put the restore on record.

    Raises:
        DataDirProblem: a file can't be read; an erasure that is overlooked would come back.
    """
    from quietline.audit import actions as audit
    from quietline.audit.models import Act
    from quietline.contact import reapplying
    from quietline.contact.tombstones.rules import NotReadable, from_text

    erased = set()
    for file in [*([data_dir.erasures_file] if data_dir.erasures_file.exists() else []), *files]:
        try:
            erased |= from_text(file.read_text(encoding="utf-8"))
        except NotReadable as problem:
            raise DataDirProblem(f"{file}, line {problem.number}, is no erasure. Mend the line first.") from None
        except (OSError, UnicodeDecodeError):
            raise DataDirProblem(f"{file} can't be read.") from None
    done = reapplying.erase_again(erased)
    audit.record(act=Act.BACKUP_RESTORED, by=None)
    audit.chain()
    return {kind.value: number for kind, number in done.items() if number}
