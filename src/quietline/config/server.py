"""Running the application: one process, ready when it says so, gone in a moment when told to stop."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from quietline.config.schedule import Job
    from quietline.edge.app import Edge

# Streams are closed by us; this is for a request that is being answered.
SHUTDOWN_SECONDS = 1
# A slow reader or an idle browser is let go after this.
KEEP_ALIVE_SECONDS = 20
# An address, a cookie and what browsers say of themselves fit in this several times over.
MOST_HEADER_BYTES = 16 * 1024
# A phone on a bad line needs a few seconds for its headers, and the edge gives a body thirty; whoever takes longer for
# both holds a place for nothing.
REQUEST_SECONDS = 45
_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class ServerProblem(Exception):
    """The server can't start; the text says what to do."""


class BoundedHead(HttpToolsProtocol):
    """Uvicorn's HTTP protocol, hanging up on a request whose headers do not end: it would keep all of them."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._head = 0
        super().connection_made(transport)
        self._too_slow = self.loop.call_later(REQUEST_SECONDS, self._hang_up)

    def data_received(self, data: bytes) -> None:
        self._head += len(data)
        super().data_received(data)
        # Looked at only now: what came with the end of the headers was their body.
        if self._head > MOST_HEADER_BYTES and not self.transport.is_closing():
            self.transport.write(_TOO_LONG)
            self.transport.close()

    def on_headers_complete(self) -> None:
        # Nothing counts until the next request begins.
        self._head = -sys.maxsize
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._too_slow.cancel()
        super().on_message_complete()

    def on_message_begin(self) -> None:
        self._head = 0
        self._too_slow.cancel()
        self._too_slow = self.loop.call_later(REQUEST_SECONDS, self._hang_up)
        super().on_message_begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._too_slow.cancel()
        super().connection_lost(exc)

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class Server(uvicorn.Server):
    """Uvicorn, closing the live streams first when told to stop, as it would wait for them for ever."""

    def __init__(self, config: uvicorn.Config, close_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._close_streams = close_streams

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._close_streams()
        # Twice means at once. Uvicorn would raise the signal again when it is done, and end as if it had been killed.
        self.force_exit = self.should_exit
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(f"ready: {_address((sockets or [])[0])}\n")
            sys.stdout.flush()


def serve(*, host: str, port: int, introduce: Callable[[str], None]) -> None:
    """Serve the helpline until SIGTERM or SIGINT; Django and the data directory must be set up.

    Raises:
        ServerProblem: when the address can't be used.
        ValueError: when the rate limits can't be read.
    """
    # Before the event loop starts: importing takes a second or two.
    from quietline.config.asgi import application
    from quietline.config.clock import JOBS
    from quietline.config.settings import INSTALLATION
    from quietline.live.bus import Bus
    from quietline.live.hub import hub

    bus = Bus(hub, INSTALLATION.bus_url) if INSTALLATION.bus_url else None
    with _listening(host, port, introduce) as listening:
        if bus:
            bus.start()
        try:
            _run(application, JOBS, listening, close_streams=hub.close)
        finally:
            if bus:
                bus.stop()


def serve_figures(*, host: str, port: int) -> None:
    """The same for the partners' island, which knows nothing of the helpline's code or database.

    Raises:
        ServerProblem, ValueError
    """
    from quietline.config.island.asgi import JOBS, application

    with _listening(host, port, lambda _: None) as listening:
        _run(application, JOBS, listening, close_streams=lambda: None)


def _run(
    application: Edge, jobs: Iterable[Job], listening: socket.socket, *, close_streams: Callable[[], None]
) -> None:
    from quietline.config.databases import OpenConnections
    from quietline.config.schedule import Clock

    # The event loop and Django's threads share Python's lock: a shorter turn keeps streams and kept pages prompt.
    sys.setswitchinterval(0.001)
    config = uvicorn.Config(
        application,
        loop="auto",
        http=BoundedHead,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        backlog=2048,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    clock, connections = Clock(jobs), OpenConnections()
    clock.start()
    try:
        Server(config, close_streams).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        clock.stop()
        application.bridge.close()
        connections.close()


@contextmanager
def _listening(host: str, port: int, introduce: Callable[[str], None]) -> Iterator[socket.socket]:
    listening = _listen(host, port)
    introduce(_address(listening))
    try:
        yield listening
    finally:
        listening.close()


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise ServerProblem(f"Something else listens on {host}:{port}. Choose another --port.") from None
        raise ServerProblem(
            f"Can't listen on {host}:{port}. Check --host and --port (below 1024 needs root)."
        ) from None
    listening.set_inheritable(True)
    return listening
