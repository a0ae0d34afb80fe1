from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from quietline.config.cli.screen import say
from quietline.config.cli.setup import Data, behind, set_up
from quietline.config.datadir import DataDirProblem

if TYPE_CHECKING:
    from quietline.safeguarding.rulesets.rules import Rules

app = typer.Typer(help="The rules of each statement: what may be passed on, and by whom.", no_args_is_help=True)

Before = Annotated[str, typer.Argument(help="Published rules like uk-two-keys/1/1, or a .toml file.")]
After = Annotated[str, typer.Argument(help="The same, to be laid beside it.")]
Situations = Annotated[Path | None, typer.Option("--situations", help="A .toml file with invented situations.")]


@app.command("rules")
def rules(data: Data) -> None:
    """List every published version."""
    behind(set_up(data))
    from quietline.safeguarding.rulesets.queries import all_rulesets

    for each in all_rulesets():
        say(f"{each.label}  published {each.published_at:%d %B %Y}")


@app.command("simulate")
def simulate(before: Before, after: After, data: Data, situations: Situations = None) -> None:
    """Say what would come out differently by other rules, on invented situations. Changes nothing."""
    behind(set_up(data))
    from quietline.safeguarding.rulesets.queries import invented_situations
    from quietline.safeguarding.rulesets.rules import NotUsable, situations_from_text, tried

    try:
        told = situations_from_text(_text(situations)) if situations else invented_situations()
    except NotUsable as problem:
        raise DataDirProblem(f"{situations}: {problem}") from None
    rows = tried(_rules(before), _rules(after), told)
    for row in rows:
        say(f"{'[bold]changes[/]' if row.changed else 'the same'}  {escape(row.situation.told)}")
        say(f"    before: {escape(str(row.before))}")
        if row.changed:
            say(f"    after:  {escape(str(row.after))}")
    say(f"{sum(row.changed for row in rows)} of {len(rows)} situations would come out differently.")


def _rules(name: str) -> Rules:
    from quietline.safeguarding.rulesets.queries import labelled
    from quietline.safeguarding.rulesets.rules import NotUsable, from_text

    if name.endswith(".toml"):
        try:
            return from_text(_text(Path(name)))
        except NotUsable as problem:
            raise DataDirProblem(f"{name}: {problem}") from None
    found = labelled(name)
    if found is None:
        raise DataDirProblem(f"There are no rules {name}. List them: quietline safeguarding rules")
    return found.rules


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise DataDirProblem(f"{file} can't be read as text.") from None
