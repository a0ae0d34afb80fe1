"""The least that an ASGI application can do: one answer of given bytes. What everything else is measured against."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

BODY = Path(os.environ["MINIMAL_BODY"]).read_bytes()
HEADERS = [(b"content-type", b"text/html"), (b"content-length", str(len(BODY)).encode())]


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})
