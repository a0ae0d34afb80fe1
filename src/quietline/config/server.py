"""Running the application: one process, ready when it says so, gone in a moment when told to stop."""

from __future__ import annotations

import errno
import socket
import sys
from types import FrameType

import uvicorn

# Streams are closed by us; this is for a request that is being answered.
SHUTDOWN_SECONDS = 1
# A slow reader or an idle browser is let go after this.
KEEP_ALIVE_SECONDS = 20
# A visitor's address, cookie and form names fit in this many times over.
MOST_HEADER_BYTES = 16 * 1024


class ServerProblem(Exception):
    """The server can't start; the text says what to do."""


class Server(uvicorn.Server):
    """Uvicorn, closing the live streams first when told to stop, as it would wait for them for ever."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        from quietline.live.hub import hub

        hub.close()
        # Twice means at once. Uvicorn would raise the signal again when it is done, and end as if it had been killed.
        self.force_exit = self.should_exit
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = (sockets or [])[0].getsockname()[:2]
            sys.stdout.write(f"ready: http://{f'[{host}]' if ':' in host else host}:{port}/\n")
            sys.stdout.flush()


def serve(*, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; Django and the data directory must be set up.

    Raises:
        ServerProblem: when the address can't be used.
    """
    # Before the event loop starts: importing takes a second or two.
    from quietline.config.asgi import application
    from quietline.config.clock import Clock
    from quietline.config.databases import OpenConnections

    # The event loop and Django's threads share Python's lock: a shorter turn keeps streams and kept pages prompt.
    sys.setswitchinterval(0.001)
    listening = _listen(host, port)
    config = uvicorn.Config(
        application,
        loop="auto",
        http="httptools",
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
    clock = Clock()
    connections = OpenConnections()
    clock.start()
    try:
        Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        clock.stop()
        application.bridge.close()
        connections.close()
        listening.close()


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
