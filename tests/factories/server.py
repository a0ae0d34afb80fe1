"""A real server in a process of its own, over a data directory of its own, on whichever engine the tests run on."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

QUIETLINE = Path(sys.executable).parent / "quietline"
ON_POSTGRESQL = bool(os.environ.get("QUIETLINE_DATABASE_URL"))
URLS = {"default": "QUIETLINE_DATABASE_URL", "figures": "QUIETLINE_FIGURES_URL"}
FILES = {"default": "quietline.sqlite3", "figures": "figures.sqlite3"}
# How long a command or a start may take before it counts as stuck: long, as other tests burn the same processors.
STUCK_SECONDS = 240


@dataclass
class Server:
    """`quietline demo` or `serve`, its address, and everything it printed."""

    data: Path
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    url: str = ""
    printed: list[str] = field(default_factory=list)
    reader: threading.Thread | None = None
    apps: dict[str, str] = field(default_factory=dict)  # the secrets of authenticator apps, by e-mail

    def start(self, command: str = "serve", *options: str, port: int = 0) -> Server:
        arguments = [str(QUIETLINE), command, "--data", str(self.data), "--port", str(port), *options]
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.environment
        )
        ready = threading.Event()
        self.reader = threading.Thread(target=self._read, args=(ready,), daemon=True)
        self.reader.start()
        assert ready.wait(STUCK_SECONDS), "\n".join(self.printed)
        assert self.url, "\n".join(self.printed)
        return self

    def _read(self, ready: threading.Event) -> None:
        assert self.process
        assert self.process.stdout
        with self.process.stdout:
            for line in self.process.stdout:
                self.printed.append(line.rstrip("\n"))
                if line.startswith("ready: "):
                    self.url = line.removeprefix("ready: ").strip().rstrip("/")
                    ready.set()
        ready.set()

    def run(self, command: str, *options: str) -> None:
        """Another command on the same data directory, to its end."""
        arguments = [str(QUIETLINE), command, "--data", str(self.data), *options]
        done = subprocess.run(
            arguments, env=self.environment, capture_output=True, text=True, check=False, timeout=STUCK_SECONDS
        )
        assert done.returncode == 0, done.stderr

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(how)
        code = self.process.wait(timeout=STUCK_SECONDS)
        if self.reader:
            self.reader.join(timeout=STUCK_SECONDS)
        return code

    def sign_ins(self) -> list[tuple[str, str, str]]:
        kept = json.loads((self.data / "demo-sign-ins.json").read_text())
        return [tuple(row) for row in kept["sign_ins"]]


@contextmanager
def database(server: Server, alias: str = "default") -> Iterator[Any]:
    """A connection to one of a helpline's databases, whichever engine it is on; committed at the end."""
    if ON_POSTGRESQL:
        with psycopg.connect(server.environment[URLS[alias]]) as connection:
            yield connection
        return
    with closing(sqlite3.connect(server.data / FILES[alias])) as connection, connection:
        yield connection


@contextmanager
def fresh_server(folder: Path, **settings: str) -> Iterator[Server]:
    """A server that was not started yet; its databases are dropped afterwards."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUIETLINE_")}
    environment |= {f"QUIETLINE_{name.upper()}": value for name, value in settings.items()}
    environment["PYTHONWARNINGS"] = "error"
    with fresh_databases() as urls:
        server = Server(folder / "data", environment | urls)
        try:
            yield server
        finally:
            if server.process and server.process.poll() is None:
                server.stop(signal.SIGKILL)


@contextmanager
def copied(origin: Server, folder: Path, **settings: str) -> Iterator[Server]:
    """The same helpline again, not started yet; the one it is copied from must be stopped."""
    with fresh_server(folder, **settings) as server:
        shutil.copytree(origin.data, server.data)
        server.apps |= origin.apps
        if ON_POSTGRESQL:
            for url in URLS.values():
                _copy_database(origin.environment[url], server.environment[url])
        yield server


def _copy_database(origin: str, copy: str) -> None:
    base, _, name = copy.rpartition("/")
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}"')  # type: ignore[arg-type]
        template = origin.rpartition("/")[2]
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]


@contextmanager
def fresh_databases() -> Iterator[dict[str, str]]:
    """Two empty PostgreSQL databases where the tests run on PostgreSQL; nothing where they run on SQLite."""
    given = os.environ.get("QUIETLINE_DATABASE_URL")
    if not given:
        yield {}
        return
    base = given.rpartition("/")[0]
    names = [f"quietline_{secrets.token_hex(4)}{kind}" for kind in ("", "_figures")]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    try:
        yield {"QUIETLINE_DATABASE_URL": f"{base}/{names[0]}", "QUIETLINE_FIGURES_URL": f"{base}/{names[1]}"}
    finally:
        with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
            for name in names:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]
