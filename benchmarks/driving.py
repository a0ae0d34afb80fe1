"""Driving a server: a few lines of HTTP over sockets that stay open, so that the generator costs little."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote_plus, urlsplit
from urllib.request import urlopen


class Wire:
    """One connection; requests one after the other."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self.host, self.port = where.hostname or "", where.port or 80
        self.cookie = ""

    async def open(self) -> Wire:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        return self

    async def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes, bytes]:
        body = "&".join(f"{name}={quote_plus(value)}" for name, value in (form or {}).items())
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
        if self.cookie:
            head += f"Cookie: {self.cookie}\r\n"
        if form is not None:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        self.writer.write(f"{head}\r\n{body}".encode())
        answer = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer)
        content = await self.reader.readexactly(int(length.group(1))) if length else b""
        given = re.search(rb"set-cookie: +([^;]+);", answer)
        if given:
            self.cookie = given.group(1).decode()
        return int(answer[9:12]), answer, content


async def at_a_time(workers: int, seconds: float, work: Callable[[], Awaitable[object]]) -> tuple[float, list[float]]:
    """Run a piece of work again and again by so many at once; returns the rate a second and each one's duration."""
    took: list[float] = []
    ends_at = time.perf_counter() + seconds

    async def worker() -> None:
        while (began := time.perf_counter()) < ends_at:
            await work()
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(workers)))
    return len(took) / (time.perf_counter() - began), took


def wrk(url: str, *headers: str, seconds: int = 4, connections: int = 32) -> float:
    """Requests a second that `wrk` (in C: it leaves the cores to the server) gets from an address."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    for header in headers:
        command += ["-H", header]
    out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise RuntimeError(out)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))  # type: ignore[union-attr]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


@contextmanager
def minimal(body: bytes) -> Iterator[str]:
    """A minimal ASGI application that answers the same bytes, under the same uvicorn."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "benchmarks.minimal:application",
            "--port",
            "8399",
            "--no-access-log",
        ]
        command += [
            "--log-level",
            "error",
            "--http",
            "httptools",
            "--loop",
            "uvloop",
            "--lifespan",
            "off",
            "--no-server-header",
        ]
        process = subprocess.Popen(command, env=os.environ | {"MINIMAL_BODY": file.name})
        for _ in range(100):
            time.sleep(0.1)
            try:
                urlopen("http://127.0.0.1:8399/").close()
                break
            except OSError:
                continue
        yield "http://127.0.0.1:8399/"
        process.terminate()
        process.wait()
