"""`python -m benchmarks.chat [CHATS]`: the live wire, each limit beside what was measured in the same run."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_plus, urlsplit
from urllib.request import urlopen

from benchmarks.__main__ import FULL_SPEED
from benchmarks.bare import TEXT
from benchmarks.driving import percentile
from quietline.vault import token_mac
from tests.factories.browsing import Browser, sign_in
from tests.factories.server import Server, fresh_server

# Live Helper Chat's further messages a second, over a bare application's, both taken for the anchors in quiet windows.
BEST_PEER = 519 / 5_004
SECONDS = 15
A_SECOND = 100
# What was not seen so long after the last message was said, was lost.
MOST_LATE_SECONDS = 30


def resident(server: Server) -> float:
    """Megabytes."""
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]


class Listener:
    """One open stream, as little of a browser as possible: notes when each event with a number came."""

    def __init__(self) -> None:
        self.seen: dict[int, float] = {}
        self.lost = False

    async def open(self, where: str, path: str, cookie: str) -> Listener:
        host, port = urlsplit(where).hostname, urlsplit(where).port
        self.reader, self.writer = await asyncio.open_connection(host, port)
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
        await self.reader.readuntil(b"retry: 2000\n\n")
        self.task = asyncio.create_task(self._listen())
        return self

    async def _listen(self) -> None:
        try:
            while True:
                line = await self.reader.readline()
                if line.startswith(b"id: "):
                    self.seen[int(line[4:])] = time.perf_counter()
                if not line:
                    self.lost = True
                    return
        except ConnectionError:
            self.lost = True

    def close(self) -> None:
        self.task.cancel()
        self.writer.close()


class Speaker:
    """A connection that says one thing after the other in any of the chats."""

    async def open(self, where: str) -> Speaker:
        self.host, self.port = urlsplit(where).hostname, urlsplit(where).port
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        return self

    async def say(self, cookie: str, mac: str, path: str = "/en/contact/say/") -> float:
        body = f"message={quote_plus(TEXT)}&draft={secrets.token_hex(16)}&token={mac}"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nCookie: quietline={cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        began = time.perf_counter()
        self.writer.write(head.encode())
        answer = await self.reader.readuntil(b"\r\n\r\n")
        if b" 204 " not in answer[:16]:
            raise RuntimeError(answer.decode())
        return began


async def latency(server: Server, chats: list[tuple[str, str]], desk: str) -> tuple[list[float], int, float]:
    """Seconds from saying to seeing on the other side, at `A_SECOND`; streams lost; megabytes for 1,000 streams."""
    before = resident(server)
    listeners = []
    for start in range(0, len(chats), 50):
        listeners += await asyncio.gather(
            *(
                Listener().open(server.url, f"/desk/{thread}/live/?after=1", desk)
                for _, thread in chats[start : start + 50]
            )
        )
    seekers = []
    for start in range(0, len(chats), 50):
        seekers += await asyncio.gather(
            *(
                Listener().open(server.url, "/en/contact/live/?after=1", f"quietline={token}")
                for token, _ in chats[start : start + 50]
            )
        )
    await asyncio.sleep(2)
    memory = (resident(server) - before) / (2 * len(chats)) * 1_000
    speakers: asyncio.Queue[Speaker] = asyncio.Queue()
    for _ in range(32):
        speakers.put_nowait(await Speaker().open(server.url))
    said: list[tuple[int, int, float]] = []
    numbers = [1] * len(chats)

    async def one(chat: int) -> None:
        numbers[chat] += 1
        number, (token, _) = numbers[chat], chats[chat]
        speaker = await speakers.get()
        said.append((chat, number, await speaker.say(token, token_mac(token, "form"))))
        speakers.put_nowait(speaker)

    tasks = []
    began = time.perf_counter()
    for turn in range(SECONDS * A_SECOND):
        await asyncio.sleep(max(0.0, began + turn / A_SECOND - time.perf_counter()))
        tasks.append(asyncio.create_task(one(turn % len(chats))))
    await asyncio.gather(*tasks)
    for _ in range(MOST_LATE_SECONDS):
        if all(number in listeners[chat].seen for chat, number, _ in said):
            break
        await asyncio.sleep(1)
    took = [listeners[chat].seen[number] - at for chat, number, at in said]
    lost = sum(each.lost for each in [*listeners, *seekers])
    for each in [*listeners, *seekers]:
        each.close()
    return took, lost, memory


async def full_tilt(where: str, chats: list[tuple[str, str]], seconds: float) -> float:
    """Messages a second by 64 connections, each saying one after the other in a chat of its own."""
    ends_at = time.perf_counter() + seconds
    counts = []

    async def speak(token: str) -> None:
        speaker, mac, count = await Speaker().open(where), token_mac(token, "form"), 0
        while time.perf_counter() < ends_at:
            await speaker.say(token, mac)
            count += 1
        counts.append(count)

    began = time.perf_counter()
    await asyncio.gather(*(speak(token) for token, _ in chats[:64]))
    return sum(counts) / (time.perf_counter() - began)


@contextmanager
def bare_application(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "uvicorn", "benchmarks.bare_chat:application", "--port", "8398"]
    command += [
        "--no-access-log",
        "--log-level",
        "error",
        "--http",
        "httptools",
        "--loop",
        "uvloop",
        "--lifespan",
        "off",
    ]
    process = subprocess.Popen(command, env=os.environ | {"BARE_DATABASE": str(folder / "bare-chat.sqlite3")})
    for _ in range(100):
        time.sleep(0.1)
        try:
            urlopen("http://127.0.0.1:8398/").close()
            break
        except OSError:
            continue
    yield "http://127.0.0.1:8398"
    process.terminate()
    process.wait()


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as name, fresh_server(Path(name), limits=FULL_SPEED) as server:
        folder = Path(name)
        server.start("demo", "--threads", "0")
        email, password, _ = server.sign_ins()[1]
        opened = subprocess.run(
            [sys.executable, "-m", "benchmarks.open_chats", str(server.data), str(count), email],
            capture_output=True,
            text=True,
            check=True,
            env=server.environment,
        ).stdout
        chats = [tuple(line.split()) for line in opened.splitlines()]
        desk = Browser(server.url)
        sign_in(desk, email, password)
        cookie = "; ".join(f"{key}={value}" for key, value in desk.cookies.items())
        took, lost, memory = asyncio.run(latency(server, chats, cookie))  # type: ignore[arg-type]
        print(f"at {count:,} chats and {A_SECOND} messages/s: p50 {percentile(took, 0.5) * 1000:.1f} ms, ", end="")
        p99 = percentile(took, 0.99)
        print(f"p99 {p99 * 1000:.1f} ms, limit 100 ms, ratio {p99 / 0.1:.2f}; {lost} streams lost")
        print(f"{memory:.1f} MB for 1,000 open streams, limit 20 MB, ratio {memory / 20:.2f}")
        with bare_application(folder) as bare:
            limit = asyncio.run(full_tilt(bare, chats, 5))  # type: ignore[arg-type]
            ours = asyncio.run(full_tilt(server.url, chats, 5))  # type: ignore[arg-type]
        print(f"full tilt {ours:,.0f}/s, bare application {limit:,.0f}/s, ratio {ours / limit:.2f}, limit 0.40")
        print(f"the best peer's ratio: {BEST_PEER:.2f}; ours is {ours / limit / BEST_PEER:.1f} times that, limit 4")
    return 0 if p99 <= 0.1 and not lost and memory <= 20 and ours / limit >= 0.4 else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
