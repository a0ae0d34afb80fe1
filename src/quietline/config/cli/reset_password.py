from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietline.config.cli.screen import say, steps
from quietline.config.cli.setup import Data, behind, set_up
from quietline.config.datadir import DataDirProblem, first_line_of


def reset_password(
    data: Data,
    email: Annotated[str, typer.Option(help="Whose password is lost.", prompt="E-mail of who lost the password")],
    password_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the new password; else they are asked.")
    ] = None,
) -> None:
    """A password is lost: its owner types a new one. A colleague on the line then seals the line's keys on anew."""
    behind(set_up(data))
    from quietline.config.founding import new_password

    if password_file is not None:
        password = first_line_of(password_file)
    else:
        password = str(
            typer.prompt("A new password of at least 12 characters", hide_input=True, confirmation_prompt=True)
        )
    if not password:
        raise DataDirProblem("No password was given.")
    with steps(1) as progress, progress.step("making keys"):
        words, helpers = new_password(email=email, password=password)
    say("Done: they can sign in, and open no conversation yet.")
    say(f"The words of their new key: {words}")
    if helpers:
        say(f"Who can seal the lines' keys on to them: {', '.join(helpers)}.")
    else:
        say("Nobody else holds their lines' keys: quietline recover, with two recovery shares, brings them back.")
