"""Two nodes serve one helpline: what is said on one is heard on the other, also while the bus is away."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.factories.browsing import Browser, write_first
from tests.factories.server import Server, copied
from tests.integration.test_chat import Stream, say

pytestmark = pytest.mark.drill


class Redis:
    """A Redis of the test's own, so that it can be taken away."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        where = shutil.which("redis-server")
        assert where, "tests/run installs redis-server"
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([where, *options], cwd=self.folder, stdout=subprocess.DEVNULL)
        for _ in range(1_200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            threading.Event().wait(0.05)
        pytest.fail("Redis did not start")

    def stop(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    redis = Redis(tmp_path)
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
def nodes(invented: Server, tmp_path: Path, redis: Redis) -> Iterator[tuple[Server, Server]]:
    """The same data directory and databases, served twice."""
    folder = tmp_path / "nodes"
    folder.mkdir()
    with copied(invented, folder, bus_url=f"redis://127.0.0.1:{redis.port}/0") as first:
        first.start()
        second = Server(first.data, first.environment)
        second.start("serve")
        yield first, second
        second.stop()


def hears(stream: Stream, text: str, times: int) -> None:
    stream.wait_for(b"event: message", times)
    assert text in stream.messages()[-1][1]


def test_what_is_said_on_one_node_is_heard_on_the_other(nodes: tuple[Server, Server]) -> None:
    here, there = nodes
    seeker = Browser(here.url)
    write_first(seeker, "Number 1.")
    with closing(Stream(there, seeker, "/en/contact/live/?after=0")) as stream:
        hears(stream, "Number 1.", 1)
        for number in range(2, 6):
            assert say(here, seeker, f"Number {number}.", draft=f"{number:032x}")[0] == 204
            hears(stream, f"Number {number}.", number)
        assert [number for number, _ in stream.messages()] == [1, 2, 3, 4, 5]


def test_without_the_bus_it_is_heard_a_little_later_and_nothing_is_lost(
    nodes: tuple[Server, Server], redis: Redis
) -> None:
    here, there = nodes
    seeker = Browser(here.url)
    write_first(seeker, "Number 1.")
    with closing(Stream(there, seeker, "/en/contact/live/?after=0")) as stream:
        hears(stream, "Number 1.", 1)
        redis.stop()
        for number in (2, 3):
            assert say(here, seeker, f"Number {number}.", draft=f"{number:032x}")[0] == 204
            hears(stream, f"Number {number}.", number)
        redis.start()
        assert say(here, seeker, "Number 4.", draft="4" * 32)[0] == 204
        hears(stream, "Number 4.", 4)
        assert [number for number, _ in stream.messages()] == [1, 2, 3, 4]
