from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.panel import Panel

from quietline.config.cli.screen import console, problem, say, steps
from quietline.config.cli.setup import Data, bring_up_to_date, set_up
from quietline.config.datadir import DataDir, DataDirProblem, Installation, first_line_of


def init(
    data: Data,
    organisation: Annotated[str, typer.Option(help="The charity's name.", prompt="Name of the organisation")],
    neutral_name: Annotated[
        str,
        typer.Option(help="What page titles say; it must give nothing away.", prompt="A neutral name for page titles"),
    ],
    line: Annotated[str, typer.Option(help="The first line's name.", prompt="Name of the first line")],
    email: Annotated[str, typer.Option(help="The first administrator's e-mail.", prompt="Your e-mail")],
    name: Annotated[
        str, typer.Option(help="The first administrator's name.", prompt="Your name, as colleagues know you")
    ],
    shown_as: Annotated[str, typer.Option(help="The name seekers see.", prompt="Your name, as seekers see it")],
    statement: Annotated[str, typer.Option(help="The confidentiality statement in force.")] = "uk-two-keys",
    area: Annotated[
        list[str] | None, typer.Option(help="An area a seeker can choose; may be given several times.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the password; else you are asked.")
    ] = None,
    origin: Annotated[str, typer.Option(help="How visitors reach it, e.g. https://help.example")] = "",
    sample: Annotated[Path | None, typer.Option(help="A folder with another public site to begin with.")] = None,
    database_url: Annotated[str, typer.Option(help="postgresql://… for the conversations; else SQLite.")] = "",
    figures_url: Annotated[str, typer.Option(help="postgresql://… for the figures; else SQLite.")] = "",
) -> None:
    """Make a helpline: data directory, keys, first administrator, first line, recovery shares."""
    data_dir = DataDir(data.expanduser().resolve())
    if data_dir.is_complete():
        raise DataDirProblem(f"{data} already holds a helpline. Choose another directory, or serve this one.")
    password = _password(password_file)
    installation = Installation(origin=origin, database_url=database_url, figures_url=figures_url)
    data_dir.create(installation)
    shares = _found(
        data_dir,
        organisation=organisation,
        neutral_name=neutral_name,
        line=line,
        statement=statement,
        areas=tuple(area or ()),
        email=email,
        name=name,
        shown_as=shown_as,
        password=password,
        **({"sample": sample} if sample else {}),
    )
    _show_shares(shares)
    say(f"Ready. Look it over with quietline check --data {escape(str(data))}, then start it with quietline serve.")


def _found(data_dir: DataDir, **chosen: Any) -> tuple[str, str, str]:
    try:
        set_up(data_dir.path)
        from quietline.config.founding import Founding, found

        with steps(3) as progress:
            bring_up_to_date(progress)
            with progress.step("making keys"):
                return found(Founding(**chosen))
    except DataDirProblem as error:
        data_dir.unmake()  # it must not stand in a second try's way
        problem(f"{error} Nothing was kept of this try; mend it and run init again.")
        raise typer.Exit(1) from None


def _password(file: Path | None) -> str:
    if file is not None:
        return first_line_of(file)
    return str(typer.prompt("A password of at least 12 characters", hide_input=True, confirmation_prompt="Once more"))


def _show_shares(shares: tuple[str, str, str]) -> None:
    say("\n[bold]Three recovery shares.[/] They are shown now and never again.")
    say("Any two bring every conversation back when all passwords are lost; one alone brings nothing.")
    say("Write each on paper for another person, at another place:\n")
    for number, share in enumerate(shares, 1):
        console.print(Panel(share, title=f"share {number} of 3", width=80))
