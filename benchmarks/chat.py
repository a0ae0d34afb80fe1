"""The live wire: each limit beside what was measured in the same run. `python -m benchmarks.chat` takes it alone."""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import quote_plus, urlsplit
from urllib.request import urlopen

from benchmarks.bare import TEXT
from benchmarks.driving import percentile
from benchmarks.measuring import FULL_SPEED, PAGE_BYTES, Row, at_most, console, resident, show, weigh
from quietline.vault import token_mac
from tests.factories.browsing import Browser, sign_in
from tests.factories.server import Server, fresh_server

# Live Helper Chat's further messages a second, over a bare application's, both taken for the anchors in quiet windows.
BEST_PEER = 519 / 5_004
CHATS = 1_000
SECONDS = 15
A_SECOND = 100
ROUNDS = 5
STREAMS = 10_000
HELD_SECONDS = 300.0
# What was not seen so long after the last message was said, was lost.
MOST_LATE_SECONDS = 30


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


Chat = tuple[str, str]  # the cookie's value, the thread's id


async def listen(where: str, path: str, cookies: list[str]) -> list[Listener]:
    """A stream for each cookie, some at a time."""
    listeners: list[Listener] = []
    for start in range(0, len(cookies), 50):
        some = cookies[start : start + 50]
        listeners += await asyncio.gather(*(Listener().open(where, path, cookie) for cookie in some))
    return listeners


async def both_sides(server: Server, chats: list[Chat], desk: str) -> tuple[list[Listener], list[Listener]]:
    """Open streams of the practitioner and of the seeker of each chat."""
    at_desk: list[Listener] = []
    for _, thread in chats:
        at_desk += await listen(server.url, f"/desk/{thread}/live/?after=1", [desk])
    return at_desk, await listen(server.url, "/en/contact/live/?after=1", [f"quietline={token}" for token, _ in chats])


async def latency(server: Server, chats: list[Chat], heard_by: list[Listener]) -> list[float]:
    """Seconds from saying to seeing on the other side, at `A_SECOND`; `heard_by`: one for each chat."""
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
        if all(number in heard_by[chat].seen for chat, number, _ in said):
            break
        await asyncio.sleep(1)
    return [heard_by[chat].seen[number] - at for chat, number, at in said]


async def full_tilt(where: str, chats: list[Chat], seconds: float) -> float:
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


def opened_chats(server: Server, count: int, *holder: str) -> list[Chat]:
    command = [sys.executable, "-m", "benchmarks.open_chats", str(server.data), str(count), *holder]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, env=server.environment).stdout
    return [(token, thread) for token, thread in map(str.split, lines.splitlines())]


async def going_on(server: Server, chats: list[Chat], desk: str) -> tuple[list[float], float, int]:
    """Chats that somebody holds: how long a message takes, megabytes for 1,000 open streams, streams lost."""
    before = resident(server)
    at_desk, seekers = await both_sides(server, chats, desk)
    await asyncio.sleep(2)
    memory = (resident(server) - before) / (2 * len(chats)) * 1_000
    took = await latency(server, chats, at_desk)
    lost = sum(each.lost for each in [*at_desk, *seekers])
    for each in [*at_desk, *seekers]:
        each.close()
    return took, memory, lost


async def nobody_took(server: Server, chats: list[Chat]) -> list[float]:
    """Chats that wait: each seeker is told a place in the queue, and sees their own message come back."""
    seekers = await listen(server.url, "/en/contact/live/?after=1", [f"quietline={token}" for token, _ in chats])
    took = await latency(server, chats, seekers)
    for each in seekers:
        each.close()
    return took


async def held(server: Server, chats: list[Chat], desk: str, seconds: float) -> tuple[int, int]:
    """Keep `STREAMS` streams open for so long, then say something in each chat; how many were opened, and heard it."""
    listeners: list[list[Listener]] = [[] for _ in chats]
    for _ in range(STREAMS // (2 * len(chats))):
        for both in await both_sides(server, chats, desk):
            for own, each in zip(listeners, both, strict=True):
                own.append(each)
    await asyncio.sleep(seconds)
    speaker = await Speaker().open(server.url)
    for token, _ in chats:
        await speaker.say(token, token_mac(token, "form"))
    await asyncio.sleep(MOST_LATE_SECONDS)
    everybody = [each for own in listeners for each in own]
    heard = sum(not each.lost and bool(each.seen) for each in everybody)
    for each in everybody:
        each.close()
    return len(everybody), heard


def rows() -> Iterator[Row]:
    """Each in a helpline of its own, so that none meets what the one before it left."""
    with console.status("chats that go on"), helpline() as server:
        yield from of_going_on(server)
    with console.status("chats that wait"), helpline() as server:
        took = asyncio.run(nobody_took(server, opened_chats(server, CHATS)))
        yield seen_in_time("the same with 1,000 chats that wait", took)
    with console.status("streams held for minutes"), helpline() as server:
        yield of_holding(server)


def of_going_on(server: Server) -> Iterator[Row]:
    chats = opened_chats(server, CHATS, holder_of(server))
    size, _requests = weigh(server, "/en/contact/thread/", f"quietline={chats[0][0]}")
    yield at_most("page of a chat, script included", size, PAGE_BYTES, " bytes")
    took, memory, lost = asyncio.run(going_on(server, chats, desk_of(server)))
    yield seen_in_time("seen on the other side, 1,000 chats, 100/s", took)
    yield Row("streams lost meanwhile", str(lost), f"{2 * CHATS:,}", "", "0", lost == 0)
    yield at_most("memory for 1,000 open streams", memory, 20, " MB")
    with bare_application(server.data.parent) as bare:
        # In turns: what else the machine does meets both.
        rounds = [
            (asyncio.run(full_tilt(bare, chats, 3)), asyncio.run(full_tilt(server.url, chats, 3)))
            for _ in range(ROUNDS)
        ]
    limit, ours = median(bare for bare, _ in rounds), median(ours for _, ours in rounds)
    ratio = median(ours / bare for bare, ours in rounds)
    beside = f"{limit:,.0f}/s (bare ASGI)"
    yield Row("messages at full tilt", f"{ours:,.0f}/s", beside, f"{ratio:.2f}", "≥ 0.40", ratio >= 0.4)
    times, beside = ratio / BEST_PEER, f"{BEST_PEER:.2f} (Live Helper Chat)"
    yield Row("that ratio, to the best peer's", f"{ratio:.2f}", beside, f"{times:.1f}", "≥ 4", times >= 4)


def of_holding(server: Server) -> Row:
    chats = opened_chats(server, CHATS, holder_of(server))
    opened, heard = asyncio.run(held(server, chats, desk_of(server), HELD_SECONDS))
    name = f"streams that still hear after {HELD_SECONDS / 60:.0f} minutes"
    return Row(name, f"{heard:,}", f"{opened:,} opened", f"{heard / opened:.2f}", "= 1", heard == opened >= STREAMS)


def seen_in_time(name: str, took: list[float]) -> Row:
    p50, p99 = percentile(took, 0.5) * 1000, percentile(took, 0.99) * 1000
    return at_most(f"{name} (p50 {p50:.1f} ms), p99", p99, 100, " ms")


@contextmanager
def helpline() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder, fresh_server(Path(folder), limits=FULL_SPEED) as server:
        yield server.start("demo", "--threads", "0")


def holder_of(server: Server) -> str:
    return server.sign_ins()[1][0]


def desk_of(server: Server) -> str:
    """The cookies of whoever holds the chats."""
    email, password, _ = server.sign_ins()[1]
    desk = Browser(server.url)
    sign_in(desk, server, email, password)
    return "; ".join(f"{name}={value}" for name, value in desk.cookies.items())


if __name__ == "__main__":
    sys.exit(show(rows()))
