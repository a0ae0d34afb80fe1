from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from quietline.config.cli.screen import errors
from quietline.config.cli.setup import Data, Host, Port, behind, set_up
from quietline.config.datadir import DataDirProblem


class Only(StrEnum):
    FIGURES = "figures"


def serve(
    data: Data,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    only: Annotated[Only | None, typer.Option(help="Only the partners' pages, over the figures database.")] = None,
) -> None:
    """Serve the helpline in a data directory until told to stop; or the partners' pages, which are another process."""
    if only is Only.FIGURES:
        # This process has the command line's imports in it; that one begins without any of them.
        command = figures_command(data, host=host, port=port)
        os.execv(command[0], command)  # noqa: S606  # nosec B606
    serve_from(data, host=host, port=port)


def figures_command(data: Path, *, host: str, port: int) -> list[str]:
    """The process that serves the partners' island."""
    given = ["--data", str(data), "--host", host, "--port", str(port)]
    return [sys.executable, "-m", "quietline.config.island", *given]


def serve_from(data: Path, *, host: str, port: int, introduce: Callable[[str], None] = lambda _: None) -> None:
    """Serve a data directory; `introduce` is called with the address before it says that it is ready.

    Raises:
        DataDirProblem, ServerProblem
    """
    data_dir = set_up(data)
    behind(data_dir)
    loose = data_dir.loose_permissions()
    if loose:
        errors.print(
            f"[yellow]warning:[/] others on this machine may read {escape(loose[0].name)}."
            f" Mend: chmod -R go= {escape(str(data_dir.path))}"
        )
    from quietline.config.server import serve as run

    try:
        run(host=host, port=port, introduce=introduce)
    except ValueError as error:
        raise DataDirProblem(f"quietline.toml: {error}") from None
