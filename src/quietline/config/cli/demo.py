from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from quietline.config.cli.beside import partners_pages
from quietline.config.cli.screen import console, say, steps
from quietline.config.cli.serve import serve_from
from quietline.config.cli.setup import Data, Host, Port, bring_up_to_date, set_up
from quietline.config.datadir import DataDir, DataDirProblem, Installation


def demo(
    data: Data,
    port: Port = 8000,
    host: Host = "127.0.0.1",
    sample: Annotated[Path | None, typer.Option(help="A folder with another public site to begin with.")] = None,
    threads: Annotated[int, typer.Option(help="How many invented threads to make.", min=0, max=5_000)] = 9,
) -> None:
    """Make a helpline with invented data (once), print its sign-ins, and serve it."""
    data_dir = DataDir(data.expanduser().resolve())
    if not data_dir.exists():
        data_dir.create(Installation())
    set_up(data)
    from quietline.config import invented
    from quietline.config.founding import founded

    if not invented.is_there(data_dir) and founded():
        raise DataDirProblem(f"{data} holds a real helpline, not a demo. Serve it: quietline serve --data {data}")
    if not invented.is_there(data_dir):
        # Two databases, people and keys, and one step a thread: each costs a derivation on purpose.
        with steps(3 + threads) as progress:
            bring_up_to_date(progress)
            with progress.step("inventing an organisation"):
                invented.organisation(data_dir, *([sample] if sample else []))
            for number in range(threads):
                with progress.step("inventing threads"):
                    invented.thread(data_dir, number)
    with partners_pages(data_dir.path, host=host, port=port) as partners:
        _put_into_invitations(partners)
        serve_from(data, host=host, port=port, introduce=lambda address: _introduce(data_dir, address, partners))


def _put_into_invitations(address: str) -> None:
    """Which port it became is known only now."""
    from django.conf import settings

    settings.QUIETLINE_PARTNERS_ORIGIN = address.rstrip("/")


def _introduce(data_dir: DataDir, address: str, partners: str) -> None:
    from quietline.config import invented, invented_campaign

    say("\n[bold]Everything here is invented: organisation, region, people and messages.[/]\n")
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row("public site", f"{address}")
    table.add_row("desk", f"{address}desk/")
    for path in invented_campaign.addresses():
        table.add_row("a campaign", f"{address}{path}")
    for email, password, role in invented.sign_ins(data_dir):
        table.add_row("sign in as", f"{email}   {password}   [dim]{role}[/]")
    table.add_row("second step", f"{sys.argv[0]} demo-code {email.partition('@')[0]} --data {data_dir.path}")
    table.add_row("figures for partners", f"{partners}partners/")
    if found := invented.partner(data_dir):
        table.add_row("sign in there as", f"{found[0]}   {found[1]}   [dim]second step: demo-code sam[/]")
    for phrase in invented.phrases(data_dir):
        table.add_row("come back with", phrase)
    console.print(table)
    say(
        f"[dim]The sign-ins are kept in {data_dir.path / invented.SIGN_INS} for the next start. Stop with Ctrl+C.[/]\n"
    )


def demo_code(
    name: Annotated[str, typer.Argument(help="An invented person's e-mail, or what stands before the @.")], data: Data
) -> None:
    """Print what the authenticator app of a demo's person shows this moment."""
    data_dir = set_up(data)
    from quietline.config import invented

    code = invented.code_of(data_dir, name)
    if code is None:
        raise DataDirProblem(f"{data} is no demo with somebody called {name}. Real people have their own app.")
    typer.echo(code)
