from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperGroup

from quietline.config.cli.screen import console, counted, errors, say, steps
from quietline.config.cli.setup import Data, behind, bring_up_to_date, set_up
from quietline.config.datadir import DataDir, DataDirProblem, first_line_of, write_private
from quietline.vault import KeyTextProblem, PrivateKey, PublicKey, key_as_text, key_from_text, new_key_pair

NAMED = "quietline-%Y%m%d-%H%M%S.backup"
STANDARD_OUTPUT = "-"
Write = Callable[[bytes], object]


class Backup(TyperGroup):
    """`backup DIR` makes one; `backup verify` and `backup key` are further commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = {*self.commands, "--help"}
        return super().parse_args(ctx, args if args and args[0] in known else ["make", *args] if args else args)


app = typer.Typer(
    cls=Backup,
    help="One sealed file with all that a restore needs: `quietline backup DIR`, or `-` for a pipe.",
    no_args_is_help=True,
)

KeyFile = Annotated[Path | None, typer.Option(help="A file whose first line is the private key; else you are asked.")]
File = Annotated[Path, typer.Argument(help="A backup.")]


@app.command("make", hidden=True)
def make(
    data: Data,
    to: Annotated[str, typer.Argument(metavar="DIR", help="Where to put it; - is standard output, for a pipe.")],
    destroy_old: Annotated[  # noqa: FBT002
        bool, typer.Option("--destroy-old", help="Destroy backups in DIR that have outlived their stated life.")
    ] = False,
) -> None:
    """Make a backup while the helpline goes on."""
    data_dir = set_up(data)
    behind(data_dir)
    from django.conf import settings

    from quietline.config.backups import making

    key = settings.INSTALLATION.backup_key
    if not key:
        raise DataDirProblem(f"There is no key to seal a backup to. Make one: quietline backup key --data {data}")
    public = PublicKey(_public_bytes(key))

    def run(write: Write) -> None:
        with counted("sealing", None) as bar:
            progress = making.Progress(begin=bar.expect, advance=bar)
            making.make(data_dir, public=public, write=write, progress=progress)

    if to == STANDARD_OUTPUT:
        run(sys.stdout.buffer.write)
        sys.stdout.buffer.flush()
    else:
        _into(Path(to), run)
    making.note_made()
    ends = datetime.now(UTC) + timedelta(days=settings.QUIETLINE_BACKUP_DAYS)
    errors.print(f"Sealed to the key {key[:8]}…. Destroy it by {ends:%d %B %Y}: it holds what is erased until then.")
    if to != STANDARD_OUTPUT:
        _old_ones(Path(to), settings.QUIETLINE_BACKUP_DAYS, destroy=destroy_old)


def _into(folder: Path, run: Callable[[Write], None]) -> None:
    name = datetime.now(UTC).strftime(NAMED)
    part = folder / f".{name}.part"
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            run(file.write)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / name)
    except OSError as error:
        raise DataDirProblem(f"Nothing was kept in {folder}: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    errors.print(f"Kept as {escape(str(folder / name))}.")


def _old_ones(folder: Path, days: int, *, destroy: bool) -> None:
    oldest = datetime.now(UTC) - timedelta(days=days)
    for file in sorted(folder.glob("quietline-*.backup")):
        try:
            made_at = datetime.strptime(file.name, NAMED).replace(tzinfo=UTC)
        except ValueError:
            continue
        if made_at < oldest and destroy:
            file.unlink()
            errors.print(f"Destroyed {escape(file.name)}: it had outlived its {days} days.")
        elif made_at < oldest:
            errors.print(
                f"[yellow]warning:[/] {escape(file.name)} has outlived its {days} days. --destroy-old does it."
            )


@app.command("verify")
def verify(file: File, key_file: KeyFile = None) -> None:
    """Open every byte of a backup and keep nothing: is it whole, and does the key open it?"""
    from quietline.config.backups.contents import look_through

    private = _private(key_file)
    with counted("opening", None) as bar:
        contents = look_through(file, private, advance=bar)
    say(f"Whole: {contents.rows} rows, made {contents.made_at:%d %B %Y, %H:%M} UTC by Quietline {contents.program}.")
    say(f"The record of acts reached {contents.audit_head.partition(':')[0]} then.")


@app.command("key")
def key(
    data: Data,
    to: Annotated[Path | None, typer.Option(help="A new file for the private half; else it is printed, once.")] = None,
    replace: Annotated[  # noqa: FBT002
        bool, typer.Option("--replace", help="Make another one; older backups still want the old one.")
    ] = False,
) -> None:
    """Make the key that backups are sealed to. Its private half must not stay on this machine."""
    data_dir = DataDir(data.expanduser().resolve())
    if not data_dir.exists():
        raise DataDirProblem(f"There is no helpline in {data}. Make one: quietline init --data {data}")
    if data_dir.installation().backup_key and not replace:
        raise DataDirProblem("Backups have a key already. --replace makes another one; keep the old one all the same.")
    pair = new_key_pair()
    text = key_as_text(pair.private)
    if to is not None:
        if to.exists():
            raise DataDirProblem(f"{to} is there already, and is not overwritten.")
        write_private(to, f"{text}\n".encode())
    data_dir.choose("backup_key", pair.public.hex())
    if to is not None:
        say(f"The private half is in {escape(str(to))}. Take it to another place, and destroy the file here.")
        return
    say("[bold]The private half of the backup key.[/] It is shown now and never again; without it no backup opens.")
    say("Keep it on paper at two places, never on this machine:\n")
    console.print(f"    {text}\n", soft_wrap=True)


def restore(
    file: File,
    data: Data,
    key_file: KeyFile = None,
    erasures: Annotated[
        list[Path] | None, typer.Option(help="A file of erasures that was kept elsewhere; may be given several times.")
    ] = None,
    database_url: Annotated[
        str | None, typer.Option(help="postgresql://… for the conversations, '' for SQLite; else as it was.")
    ] = None,
    figures_url: Annotated[str | None, typer.Option(help="The same for the figures.")] = None,
    past_its_life: Annotated[  # noqa: FBT002
        bool, typer.Option("--past-its-life", help="Restore one that is older than it may become.")
    ] = False,
) -> None:
    """Bring a helpline back into an empty directory, and erase again what was erased since."""
    from quietline.config.backups import restoring
    from quietline.config.backups.contents import look_through

    data_dir = DataDir(data.expanduser().resolve())
    restoring.refuse_if_used(data_dir)
    is_told = data_dir.erasures_file.exists() or bool(erasures)
    private = _private(key_file)
    with counted("opening", None) as bar:
        contents = look_through(file, private, advance=bar)
    if not past_its_life:
        restoring.refuse_if_old(contents)
    restoring.lay_out(data_dir, contents, database_url=database_url, figures_url=figures_url)
    with restoring.taken_back_if_it_fails(data_dir):
        set_up(data_dir.path)
        restoring.refuse_full_databases()
        with steps(2) as progress:
            bring_up_to_date(progress)
        with counted("restoring", contents.rows) as bar:
            restoring.pour_in(file, private, advance=bar)
        done = restoring.erase_again(data_dir, files=erasures or [])
    again = ", ".join(f"{number} × {kind}" for kind, number in done.items()) or "nothing"
    say(f"Restored as it was on {contents.made_at:%d %B %Y, %H:%M} UTC. Erased again: {again}.")
    if not is_told:
        say("[yellow]No file of erasures was there: what was erased since that moment is back.[/] See the guide.")
    say(f"Look it over with quietline check --data {escape(str(data))}, then start it with quietline serve.")


def _private(key_file: Path | None) -> PrivateKey:
    text = first_line_of(key_file) if key_file else str(typer.prompt("The private backup key", hide_input=True))
    try:
        return key_from_text(text)
    except KeyTextProblem as problem:
        raise DataDirProblem(str(problem)) from None


def _public_bytes(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise DataDirProblem("quietline.toml: backup_key is no key. `quietline backup key --replace` makes one.")
    return key
