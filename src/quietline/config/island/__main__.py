"""`quietline serve --only figures`, once the command line's own process is gone."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from pathlib import Path

from quietline.config.datadir import DataDirProblem
from quietline.config.island.starting import prepare
from quietline.config.server import ServerProblem, serve_figures


def main() -> None:
    # Databases and their journals must be private from the first byte.
    os.umask(0o077)
    parser = argparse.ArgumentParser(prog="quietline serve --only figures")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--parent", type=int, default=0, help="end when this process, which began it, does")
    given = parser.parse_args()
    if given.parent:
        threading.Thread(target=end_with, args=(given.parent,), daemon=True).start()
    try:
        prepare(given.data)
        serve_figures(host=given.host, port=given.port)
    except (DataDirProblem, ServerProblem, ValueError) as problem:
        sys.stderr.write(f"error: {problem}\n")
        sys.exit(1)


def end_with(parent: int) -> None:
    """A demo that is killed takes its partners' pages with it."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


main()
