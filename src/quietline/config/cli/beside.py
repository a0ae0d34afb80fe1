"""The partners' pages beside a demo: a process of its own, which ends with it."""

from __future__ import annotations

import os
import subprocess  # nosec B404
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quietline.config.cli.serve import figures_command
from quietline.config.datadir import DataDirProblem

_READY = "ready: "
_PATIENCE_SECONDS = 5


@contextmanager
def partners_pages(data: Path, *, host: str, port: int) -> Iterator[str]:
    """Their address, for as long as the block runs.

    Raises:
        DataDirProblem: they can't be served.
    """
    # Beside the first port where that is free.
    process, address = _started(data, host, port + 1 if port else 0)
    if not address and port:
        process, address = _started(data, host, 0)
    if not address:
        raise DataDirProblem(f"The partners' pages can't be served from {data}. Try another --port.")
    try:
        yield address
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        if process.stdout:
            process.stdout.close()


def _started(data: Path, host: str, port: int) -> tuple[subprocess.Popen[str], str]:
    command = [*figures_command(data, host=host, port=port), "--parent", str(os.getpid())]
    # What it would complain of is said by whoever serves it alone; here the first port may just be taken.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # nosec B603
    said = process.stdout.readline() if process.stdout else ""
    if said.startswith(_READY):
        return process, said.removeprefix(_READY).strip()
    process.wait()
    if process.stdout:
        process.stdout.close()
    return process, ""
