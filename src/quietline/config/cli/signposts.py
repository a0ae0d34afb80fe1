from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietline.config.cli.files import Preview, content
from quietline.config.cli.screen import say
from quietline.config.cli.setup import Data, behind, set_up
from quietline.config.datadir import DataDirProblem

app = typer.Typer(help="The directory of signposts, as Open Referral's HSDS 3.0 JSON.", no_args_is_help=True)
MOST_BYTES = 20 * 1024 * 1024

From = Annotated[Path, typer.Argument(help="A list of services as HSDS 3.0 JSON.")]
To = Annotated[Path, typer.Argument(help="Where to write it; - writes to the screen.")]


@app.command("import")
def bring_in(
    file: From,
    data: Data,
    preview: Preview = False,  # noqa: FBT002
) -> None:
    """Keep every service of a file or, if one is wrong, none."""
    behind(set_up(data))
    from quietline.team.signposts import actions, hsds

    try:
        entries = hsds.parse(_text(file))
    except hsds.NotAcceptable as refusal:
        told = "\n".join(f"  {problem.entry}: {problem.reason}" for problem in refusal.problems[:50])
        raise DataDirProblem(f"Nothing was imported. To mend in {file}:\n{told}") from None
    done = actions.difference(entries) if preview else actions.import_signposts(entries=entries, by=None)
    say(f"{len(done.new)} new, {len(done.changed)} changed, {len(done.same)} as they were.")
    if preview:
        say("Nothing was kept: leave out --preview to keep them.")


@app.command("export")
def export(file: To, data: Data) -> None:
    """Write the whole directory to a file, retired services too."""
    behind(set_up(data))
    from quietline.team.signposts import hsds, queries

    entries = queries.entries()
    text = hsds.as_json(entries)
    if str(file) == "-":
        typer.echo(text)
        return
    try:
        file.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise DataDirProblem(f"{file} can't be written: {error.strerror}.") from None
    say(f"{len(entries)} services written to {file}.")


def _text(file: Path) -> str:
    try:
        return content(file, most=MOST_BYTES).decode()
    except UnicodeDecodeError:
        raise DataDirProblem(f"{file} is not UTF-8.") from None
