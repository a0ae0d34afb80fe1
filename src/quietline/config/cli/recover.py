from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietline.config.cli.screen import say, steps
from quietline.config.cli.setup import Data, behind, set_up
from quietline.config.datadir import DataDirProblem, first_line_of, write_private


def recover(
    data: Data,
    email: Annotated[
        str, typer.Option(help="Who gets the keys: somebody active.", prompt="E-mail of the person who gets the keys")
    ],
    present: Annotated[
        list[str] | None, typer.Option(help="A name of somebody present; at least two. Else you are asked.")
    ] = None,
    share_file: Annotated[
        list[Path] | None, typer.Option(help="A file whose first line is a share; give two. Else you are asked.")
    ] = None,
    log: Annotated[Path | None, typer.Option(help="Where to write the log of the ceremony, for print.")] = None,
) -> None:
    """Everybody lost their key: two recovery shares bring the lines' keys back to one person, before witnesses."""
    behind(set_up(data))
    from quietline.config.recovering import as_text
    from quietline.config.recovering import recover as bring_back

    witnesses = present or [_asked("Name of the first person present"), _asked("Name of the second person present")]
    if len({name.strip().casefold() for name in witnesses if name.strip()}) < 2:
        raise DataDirProblem("Two different people must be present: nobody brings conversations back alone.")
    shares = [first_line_of(file) for file in share_file or []]
    for number in range(len(shares), 2):
        shares.append(_asked(f"Share {number + 1} of the two, all its words", hidden=True))
    with steps(1) as progress, progress.step("opening the keys"):
        text = as_text(bring_back(email=email, shares=shares, witnesses=witnesses))
    if log is not None:
        write_private(log, text.encode())
        say(f"The log of the ceremony is in {log}. Print it and let both sign.")
    else:
        typer.echo(text)


def _asked(prompt: str, *, hidden: bool = False) -> str:
    return str(typer.prompt(prompt, hide_input=hidden))
