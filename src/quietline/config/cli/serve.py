from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.markup import escape

from quietline.config.cli.screen import errors
from quietline.config.cli.setup import Data, Host, Port, behind, set_up
from quietline.config.datadir import DataDirProblem


def serve(data: Data, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the helpline in a data directory until told to stop."""
    serve_from(data, host=host, port=port)


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
