"""What every benchmark shares: a limit as a row, how much a server holds, what a page weighs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.factories.server import Server

FREE = ("writing", "sending", "listening", "returning", "trying", "sign-in")
FULL_SPEED = ", ".join(f"{name}=1000000/0.0001" for name in FREE)
PAGE_BYTES = 14_336
HEADINGS = ("limit", "measured", "beside", "ratio", "wanted", "")
console = Console(width=120)


@dataclass(frozen=True)
class Row:
    """One limit: what was measured, against what, and whether it holds."""

    name: str
    measured: str
    beside: str
    ratio: str
    limit: str
    holds: bool

    def cells(self) -> list[str]:
        *texts, holds = astuple(self)
        return [*texts, "✓" if holds else "✗"]


def at_most(name: str, measured: float, limit: float, unit: str) -> Row:
    """Something that must not be more than its limit."""

    def told(number: float) -> str:
        return f"{number:,}{unit}" if isinstance(number, int) else f"{number:,.1f}{unit}"

    return Row(name, told(measured), told(limit), f"{measured / limit:.2f}", "≤ 1", measured <= limit)


def show(rows: Iterable[Row]) -> int:
    """Print them, with `--markdown` as docs/performance.md has them; the exit code says whether all hold."""
    rows = list(rows)
    if "--markdown" in sys.argv:
        for cells in (HEADINGS, ["---"] * len(HEADINGS), *(row.cells() for row in rows)):
            print("| " + " | ".join(cells) + " |")
    table = Table(*HEADINGS, title=f"{os.cpu_count()} cores, loopback")
    for row in rows:
        table.add_row(*row.cells())
    console.print(table)
    return 0 if all(row.holds for row in rows) else 1


def resident(server: Server) -> float:
    """Megabytes that the server's process holds."""
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]


def processor_seconds(server: Server) -> float:
    """What the server's process has used of the processors so far."""
    assert server.process
    # After the name in brackets, which may hold anything: user and system time are the 12th and 13th field.
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def weigh(server: Server, path: str, cookie: str = "") -> tuple[int, int]:
    """Bytes of headers and bodies for a page and what it links, and how many requests that is."""

    def fetch(where: str) -> tuple[int, bytes]:
        command = ["curl", "-s", "-i", "--compressed", "-b", cookie, "-w", "%{size_header} %{size_download}"]
        out = subprocess.run([*command, server.url + where], capture_output=True, check=True).stdout
        head, _, size = out.rpartition(b" ")
        return int(size) + int(re.search(rb"(\d+)$", head).group(1)), out  # type: ignore[union-attr]

    total, page = fetch(path)
    others = re.findall(rb'(?:href|src)="(/static/[^"]+)"', page)
    return total + sum(fetch(each.decode())[0] for each in others), 1 + len(others)
