"""Setting Django up for one data directory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from quietline.config.cli.screen import Steps
from quietline.config.datadir import DataDir, DataDirProblem

Data = Annotated[Path, typer.Option("--data", help="The helpline's data directory.", envvar="QUIETLINE_DATA")]
Host = Annotated[str, typer.Option("--host", help="The address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen on; 0 takes any free one.")]


def set_up(data: Path) -> DataDir:
    """Make this process work on one helpline.

    Raises:
        DataDirProblem: when there is none, or its settings can't be used.
    """
    data_dir = DataDir(data.expanduser().resolve())
    if not data_dir.exists():
        raise DataDirProblem(f"There is no helpline in {data}. Make one: quietline init --data {data}")
    os.environ["QUIETLINE_DATA"] = str(data_dir.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "quietline.config.settings"
    import django

    try:
        django.setup()
    except ValueError as error:
        raise DataDirProblem(f"quietline.toml: {error}") from None
    return data_dir


def bring_up_to_date(steps: Steps) -> None:
    """Bring both databases to this program's form.

    Raises:
        DataDirProblem: when one can't be reached.
    """
    from django.core.management import call_command
    from django.db import DatabaseError

    for alias, name in (("default", "conversations"), ("figures", "figures")):
        with steps.step(f"preparing the {name}' database"):
            try:
                call_command("migrate", database=alias, interactive=False, verbosity=0)
            except DatabaseError:
                raise DataDirProblem(
                    f"The {name}' database can't be reached or changed. Check its URL in quietline.toml, that it runs,"
                    " and that its role may create tables."
                ) from None


def behind(data_dir: DataDir) -> None:
    """Refuse to go on with databases older than this program.

    Raises:
        DataDirProblem
    """
    from django.db import DatabaseError, connections

    from quietline.config.databases import unapplied

    for alias in ("default", "figures"):
        try:
            plan = unapplied(alias)
        except DatabaseError:
            raise DataDirProblem(
                f"The database '{alias}' can't be reached. Start it, or correct its URL in quietline.toml."
            ) from None
        if plan:
            raise DataDirProblem(
                f"The databases are older than this program. Run: quietline migrate --data {data_dir.path}"
            )
    connections.close_all()
