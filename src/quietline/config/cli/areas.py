from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietline.config.cli.files import Preview, content
from quietline.config.cli.screen import say
from quietline.config.cli.setup import Data, behind, set_up
from quietline.config.datadir import DataDirProblem

app = typer.Typer(help="The areas of the helpline, as a tree.", no_args_is_help=True)
MOST_BYTES = 200 * 1024 * 1024  # boundaries in GeoJSON are large; of them nothing but the properties is kept

From = Annotated[Path, typer.Argument(help="CSV, XLSX or GeoJSON with code, name, parent, kind, offered.")]


@app.command("load")
def load(
    file: From,
    data: Data,
    preview: Preview = False,  # noqa: FBT002
) -> None:
    """Keep every area of a file or, if one is wrong, none. What is not in the file stays as it is."""
    behind(set_up(data))
    from quietline.campaigns.areas import actions, queries, reading

    try:
        given = reading.read(content(file, most=MOST_BYTES))
        done = queries.difference(given) if preview else actions.load_areas(given=given, by=None)
    except reading.NotAreas as refusal:
        told = "\n".join(f"  {problem}" for problem in refusal.problems[:50])
        raise DataDirProblem(f"Nothing was loaded. To mend in {file}:\n{told}") from None
    say(f"{len(done.new)} new, {len(done.changed)} changed, {len(done.same)} as they were.")
    if preview:
        say("Nothing was kept: leave out --preview to keep them.")
