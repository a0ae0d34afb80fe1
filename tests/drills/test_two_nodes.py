"""Two nodes serve one helpline: what is said on one is heard on the other, also while the bus is away."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.factories.browsing import Browser, csrf, sign_in, write_first
from tests.factories.server import Server, copied, database
from tests.integration.test_chat import Stream, say
from tests.integration.test_editing import form_of

pytestmark = pytest.mark.drill
TRUST = "/en/trust/"
# From the editor's answer until both nodes show the change.
MOST_SECONDS = 1.0


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


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    redis = Redis(tmp_path_factory.mktemp("redis"))
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture(scope="module")
def nodes(invented: Server, tmp_path_factory: pytest.TempPathFactory, redis: Redis) -> Iterator[tuple[Server, Server]]:
    """The same data directory and databases, served twice."""
    with copied(invented, tmp_path_factory.mktemp("nodes"), bus_url=f"redis://127.0.0.1:{redis.port}/0") as first:
        first.start()
        second = Server(first.data, first.environment)
        second.start("serve")
        yield first, second
        second.stop()


def publish(node: Server, editor: Browser, *, path: str = TRUST, title: str = "What we keep") -> None:
    """Give a page another title and text, and publish it, as the editor's form does."""
    with database(node) as held:
        ((page,),) = held.execute(f"SELECT id FROM wagtailcore_page WHERE url_path = '{path}'").fetchall()
    form = form_of(SimpleNamespace(title=title, slug=path.split("/")[-2], summary=""))  # type: ignore[arg-type]
    token = csrf(editor.get(f"/edit/pages/{page}/edit/"))
    answer = editor.post(f"/edit/pages/{page}/edit/", form | {"csrfmiddlewaretoken": token, "action-publish": "1"})
    assert "has been published" in answer.text or answer.status == 200


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


def test_what_is_published_on_one_node_is_shown_by_both_within_a_second(nodes: tuple[Server, Server]) -> None:
    editor = Browser(nodes[0].url)
    sign_in(editor, nodes[0], *nodes[0].sign_ins()[0][:2])
    readers = [Browser(node.url) for node in nodes]
    # Twice: the second time, the page is the one that the edge keeps.
    assert all("A new text." not in reader.get(TRUST).text for reader in readers * 2)
    publish(nodes[0], editor)
    published_at = time.monotonic()
    for reader in readers:
        while "A new text." not in reader.get(TRUST).text:
            assert time.monotonic() - published_at < MOST_SECONDS, "shown too late"


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
