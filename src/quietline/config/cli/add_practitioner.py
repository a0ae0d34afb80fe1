from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietline.config.cli.screen import say, steps
from quietline.config.cli.setup import Data, behind, set_up
from quietline.config.datadir import DataDirProblem, first_line_of
from quietline.team.roles.rules import Role


def add_practitioner(
    data: Data,
    email: Annotated[str, typer.Option(help="The newcomer's e-mail.", prompt="E-mail of the newcomer")],
    name: Annotated[str, typer.Option(help="Their name, as colleagues know them.", prompt="Their name")],
    shown_as: Annotated[str, typer.Option(help="The name seekers see.", prompt="Their name, as seekers see it")],
    *,
    role: Annotated[
        list[Role] | None, typer.Option(help="What they are; may be given several times. Practitioner if left out.")
    ] = None,
    by: Annotated[str, typer.Option(help="A member's e-mail.", prompt="E-mail of the member who lets them in")],
    password_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the newcomer's password; else they are asked.")
    ] = None,
    member_password_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the member's password; else they are asked.")
    ] = None,
) -> None:
    """Add somebody who answers; a member who is there seals the keys of their lines on to them."""
    behind(set_up(data))
    member_password = _password(member_password_file, f"Password of {by}", confirm=False)
    password = _password(password_file, f"A password of at least 12 characters for {email}", confirm=True)
    from quietline.config.founding import let_in

    with steps(1) as progress, progress.step("making keys"):
        lines = let_in(
            email=email,
            name=name,
            shown_as=shown_as,
            password=password,
            member=by,
            member_password=member_password,
            roles=tuple(role or (Role.PRACTITIONER,)),
        )
    say(f"Added. They can open what arrives on: {', '.join(lines)}.")


def _password(file: Path | None, prompt: str, *, confirm: bool) -> str:
    if file is not None:
        return first_line_of(file)
    again: bool | str = "Once more" if confirm else False
    text = str(typer.prompt(prompt, hide_input=True, confirmation_prompt=again))
    if not text:
        raise DataDirProblem("No password was given.")
    return text
