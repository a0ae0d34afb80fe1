from __future__ import annotations

from pathlib import Path

from quietline.config.cli.screen import errors
from quietline.config.cli.setup import Data, Host, Port, behind, set_up


def serve(data: Data, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the helpline in a data directory until told to stop."""
    serve_from(data, host=host, port=port)


def serve_from(data: Path, *, host: str, port: int) -> None:
    data_dir = set_up(data)
    behind(data_dir)
    loose = data_dir.loose_permissions()
    if loose:
        errors.print(
            f"[yellow]warning:[/] others on this machine may read {loose[0].name}. Mend: chmod -R go= {data_dir.path}"
        )
    from quietline.config.server import serve as run

    run(host=host, port=port)
