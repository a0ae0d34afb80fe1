"""Streams cost memory for as long as they are open: one visitor gets many of them, not all."""

from __future__ import annotations

import asyncio
from typing import Any

from quietline.edge.app import Edge
from quietline.edge.limits import Limits, parse
from quietline.edge.pages import Pages


async def _line(scope: dict[str, Any], receive: object, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _no_bridge(*_arguments: object) -> Any:
    raise AssertionError


def answers(edge: Edge, method: str, times: int, *, of: str = "192.0.2.7") -> list[dict[str, Any]]:
    scope = {"type": "http", "method": method, "path": "/line/", "client": (of, 1), "query_string": b""}
    starts: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            starts.append(message)

    async def ask() -> None:
        for _ in range(times):
            await edge(scope | {"headers": [(b"host", b"localhost")]}, _no_bridge, send)

    asyncio.run(ask())
    return starts


def edge() -> Edge:
    limits = Limits(parse("listening=3/3600"), now=lambda: 0.0)
    return Edge(
        bridge=_no_bridge,
        pages=Pages(),
        limits=limits,
        wire={"/line/": _line},
        allowed_hosts=["localhost"],  # type: ignore[arg-type]
    )


def test_one_visitor_gets_so_many_lines_and_is_told_when_to_come_again() -> None:
    one = edge()
    *first, turned_away = answers(one, "GET", 4)
    assert [each["status"] for each in first] == [200, 200, 200]
    assert turned_away["status"] == 429
    assert (b"retry-after", b"30") in turned_away["headers"]
    assert answers(one, "GET", 1, of="192.0.2.8")[0]["status"] == 200


def test_saying_something_takes_no_line() -> None:
    assert {each["status"] for each in answers(edge(), "POST", 9)} == {200}
