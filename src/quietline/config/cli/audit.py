from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from quietline.audit.rules import Head, read_head
from quietline.config.cli.screen import counted, problem, say
from quietline.config.cli.setup import Data, behind, set_up
from quietline.config.datadir import DataDirProblem

app = typer.Typer(help="The record of who did what: is it whole, and how far does it reach?", no_args_is_help=True)

Heads = Annotated[
    list[str] | None, typer.Option("--head", help="A head that was noted before, as `audit head` printed it.")
]
HeadsFile = Annotated[Path | None, typer.Option("--heads", help="A file with such heads, one a line.")]
As = Annotated[str, typer.Option("--as", help="postgresql://… of a superuser, for this same database.", prompt=True)]


@app.command("head")
def head(data: Data) -> None:
    """Print how far the chain reaches: note it where nobody who looks after this machine can change it."""
    behind(set_up(data))
    from quietline.audit import actions, queries

    actions.chain()
    typer.echo(str(queries.head()))


@app.command("verify")
def verify(data: Data, head: Heads = None, heads: HeadsFile = None) -> None:
    """Go through the whole chain. Ends with 1 where an entry was changed, taken out, copied, or cut off the end."""
    behind(set_up(data))
    from quietline.audit import queries

    noted = _read([*(head or []), *_lines(heads)])
    with counted("checking", queries.head().place) as advance:
        verdict = queries.verify(noted, advance=advance)
    for found in verdict.problems:
        problem(found)
    if verdict.problems:
        say(f"The record was touched. {verdict.checked} entries were checked.")
        raise typer.Exit(1)
    newest = f" The newest {verdict.unchained} are not in the chain yet." if verdict.unchained else ""
    against = f" and fit {len(noted)} noted head{'s' if len(noted) > 1 else ''}" if noted else ""
    say(f"{verdict.checked} entries are whole{against}.{newest}")


@app.command("protect")
def protect(data: Data, superuser: As) -> None:
    """On PostgreSQL: let the role that serves add entries, and change or take out none."""
    behind(set_up(data))
    from quietline.config.protecting import OWNER, protect

    role = protect(superuser)
    say(f"The tables belong to {OWNER} now; {escape(role)} reads them and adds rows. Use --as for later migrations.")


def _read(texts: list[str]) -> list[Head]:
    heads = []
    for text in texts:
        found = read_head(text)
        if found is None:
            raise DataDirProblem(
                f"'{text}' is no head. One reads like 1234:5f0c…, as `quietline audit head` prints it."
            )
        heads.append(found)
    return heads


def _lines(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise DataDirProblem(f"{file} can't be read as text.") from None
