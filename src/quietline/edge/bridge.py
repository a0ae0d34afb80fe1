"""Django behind the edge: its synchronous handler in a bounded pool of threads.

Django's own ASGI handler makes a thread and new database connections for every request (docs/adr/0002). Here threads
and connections stay, and what Django gets to see of a request is a short list: no address, no user agent, no referrer.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from quietline.edge.headers import Headers

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# More than the derivations that may wait (contact/derivations.py): a flood of phrases leaves threads for the desk.
THREADS = 40
# Everything else that a browser sends stays outside.
PASSED_ON = {
    b"host": "HTTP_HOST",
    b"cookie": "HTTP_COOKIE",
    b"origin": "HTTP_ORIGIN",
    b"sec-fetch-site": "HTTP_SEC_FETCH_SITE",
    b"accept-language": "HTTP_ACCEPT_LANGUAGE",
    b"accept": "HTTP_ACCEPT",
    b"content-type": "CONTENT_TYPE",
    # What the editor's scripts send.
    b"x-csrftoken": "HTTP_X_CSRFTOKEN",
    b"x-requested-with": "HTTP_X_REQUESTED_WITH",
    b"ce-id": "HTTP_CE_ID",
    b"ce-source": "HTTP_CE_SOURCE",
    b"ce-specversion": "HTTP_CE_SPECVERSION",
    b"ce-subject": "HTTP_CE_SUBJECT",
    b"ce-type": "HTTP_CE_TYPE",
    b"quietline-timestamp": "HTTP_QUIETLINE_TIMESTAMP",
    b"quietline-signature": "HTTP_QUIETLINE_SIGNATURE",
    b"x-twilio-signature": "HTTP_X_TWILIO_SIGNATURE",
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Headers
    body: bytes


class Bridge:
    """Calls a WSGI application for ASGI requests whose body was read already."""

    def __init__(self, app: WsgiApp, *, secure: bool, threads: int = THREADS) -> None:
        self._app = app
        self._scheme = "https" if secure else "http"
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="django")

    async def __call__(self, scope: dict[str, Any], body: bytes, extra: dict[str, object]) -> Answer:
        environ = self._environ(scope, body) | extra
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._call, environ)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _call(self, environ: dict[str, Any]) -> Answer:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            started[:] = [int(status[:3]), headers]

        chunks = self._app(environ, start_response)
        try:
            body = b"".join(chunks)
        finally:
            # Django frees the request's resources here.
            getattr(chunks, "close", lambda: None)()
        status, headers = started
        return Answer(status, [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers], body)

    def _environ(self, scope: dict[str, Any], body: bytes) -> dict[str, Any]:
        server, port = scope.get("server") or ("localhost", 80)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": scope["method"],
            "SCRIPT_NAME": "",
            "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
            "QUERY_STRING": scope["query_string"].decode("latin-1"),
            "SERVER_NAME": server,
            "SERVER_PORT": str(port or 80),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self._scheme,
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in scope["headers"]:
            if name in PASSED_ON:
                environ[PASSED_ON[name]] = value.decode("latin-1")
        return environ
