"""Files that are named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietline.config.datadir import DataDirProblem

Preview = Annotated[bool, typer.Option("--preview", help="Say what would change, and keep nothing.")]


def content(file: Path, *, most: int) -> bytes:
    """What a file holds.

    Raises:
        DataDirProblem: it has more than `most` bytes, or can't be read.
    """
    try:
        if file.stat().st_size > most:
            raise DataDirProblem(f"{file} is larger than {most // 1024 // 1024} MiB.")
        return file.read_bytes()
    except OSError as error:
        raise DataDirProblem(f"{file} can't be read: {error.strerror}.") from None
