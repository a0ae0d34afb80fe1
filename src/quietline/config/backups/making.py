"""Making a backup while the helpline goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

import quietline
from quietline.audit import actions as audit
from quietline.audit.models import Act
from quietline.audit.queries import head
from quietline.config.backups import tables
from quietline.config.backups.contents import Contents, Table, end_line
from quietline.config.backups.values import as_line
from quietline.config.datadir import DataDir
from quietline.vault import PublicKey, StreamSealer

# Moving the bar costs more than writing a row.
_ROWS_A_STEP = 200


@dataclass(frozen=True, slots=True)
class Progress:
    """Whoever waits is told how many rows there are, and as they are written."""

    begin: Callable[[int], object] = lambda _: None
    advance: Callable[[int], object] = lambda _: None


def make(data_dir: DataDir, *, public: PublicKey, write: Callable[[bytes], object], progress: Progress) -> Contents:
    """Seal everything that a restore needs, as it stands at one moment, to whoever has the private half.

    Pepper, signing keys and settings are in it: whoever opens it has the helpline, but no password and no phrase.
    """
    audit.chain()
    sealer = StreamSealer(public, write)
    with tables.one_moment():
        contents = _contents(data_dir)
        progress.begin(contents.rows)
        sealer.write(contents.as_line())
        written = 0
        for alias, model in tables.kept():
            for row in tables.rows(alias, model):
                sealer.write(as_line(row))
                written += 1
                if written % _ROWS_A_STEP == 0:
                    progress.advance(_ROWS_A_STEP)
    sealer.write(end_line(written))
    sealer.finish()
    return contents


def note_made() -> None:
    """Put on record that a backup is where it belongs."""
    audit.record(act=Act.BACKUP_MADE, by=None)


def _contents(data_dir: DataDir) -> Contents:
    return Contents(
        made_at=timezone.now(),
        program=quietline.__version__,
        migrations={alias: tables.migrations(alias) for alias in tables.ALIASES},
        audit_head=str(head()),
        files={
            "pepper": data_dir.pepper().hex(),
            "secret-key": data_dir.secret_key(),
            "release-key": data_dir.release_seed().hex(),
            "quietline.toml": data_dir.settings_file.read_text(encoding="utf-8"),
        },
        tables=[
            Table(alias, model._meta.label, tables.columns_of(model), tables.count(alias, model))
            for alias, model in tables.kept()
        ],
    )
