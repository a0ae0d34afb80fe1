"""The public site, cold, kept and changed: 2,000 pages in four languages. `python -m benchmarks.public_site` alone."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from benchmarks.driving import minimal, percentile, wrk
from benchmarks.measuring import FULL_SPEED, Row, at_most, console, processor_seconds, resident, show
from tests.factories.browsing import Browser, sign_in
from tests.factories.server import Server, fresh_server

LANGUAGES = ("en", "ar", "cy", "pl")
PAGES = 2_000
# With what stands around every page, some 10 KB: the page that the anchors' uvicorn answers.
WORDS = "You can take one small step today, and somebody is there who helps you with the next one. "
PARAGRAPHS = 8
COLD = 200
PUBLISHED = 10
KEPT = "/en/page-7/"


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, fresh_server(Path(folder), limits=FULL_SPEED) as server:
        with console.status("making 2,000 pages"):
            server.start("demo", "--threads", "0", "--sample", str(_sample(Path(folder) / "sample")))
            server.stop()
        with console.status("starting"):
            began = time.perf_counter()
            server.start()
            yield at_most(f"start with {PAGES:,} pages in four languages", time.perf_counter() - began, 4, " s")
            yield at_most("the same, processor time", processor_seconds(server), 4, " s")
        for name, measure in (("cold pages", cold), ("kept pages", kept)):
            with console.status(name):
                yield from measure(server)
        server.stop()
        with console.status("publishing"), two_nodes(server) as nodes:
            yield from published(nodes)


def cold(server: Server) -> Iterator[Row]:
    """Each page once, when nothing is kept; then all the others, to see what keeping them takes."""
    paths = [f"/{language}/page-{number}/" for number in range(PAGES // len(LANGUAGES)) for language in LANGUAGES]
    _get(server, "/en/")
    before_memory = resident(server)
    before = processor_seconds(server)
    for path in paths[:COLD]:
        _get(server, path)
    took = (processor_seconds(server) - before) / COLD * 1_000
    yield at_most("cold page, processor time", took, 30, " ms")
    for path in paths[COLD:]:
        _get(server, path)
    yield at_most(f"memory for {PAGES:,} kept pages", resident(server) - before_memory, 40, " MB")


def kept(server: Server) -> Iterator[Row]:
    _get(server, KEPT)
    with minimal(b"x" * 10_000) as bare_url:
        pairs = [(wrk(bare_url), wrk(server.url + KEPT)) for _ in range(3)]
    limit, ours = (max(rates) for rates in zip(*pairs, strict=True))
    beside = f"{limit:,.0f} (minimal ASGI, 10 KB)"
    yield Row("published page a second", f"{ours:,.0f}", beside, f"{ours / limit:.2f}", "≥ 0.50", ours / limit >= 0.5)


@contextmanager
def two_nodes(stopped: Server) -> Iterator[tuple[Server, Server]]:
    """The same helpline served twice, joined by a Redis of their own."""
    from tests.drills.test_two_nodes import Redis

    redis = Redis(stopped.data.parent)
    redis.start()
    stopped.environment["QUIETLINE_BUS_URL"] = f"redis://127.0.0.1:{redis.port}/0"
    second = Server(stopped.data, stopped.environment)
    try:
        stopped.start()
        second.start()
        yield stopped, second
    finally:
        for node in (second, stopped):
            if node.process and node.process.poll() is None:
                node.stop()
        redis.stop()


def published(nodes: tuple[Server, Server]) -> Iterator[Row]:
    """From the editor's answer until the change is shown, by the slower of both nodes, the page being kept by both."""
    from tests.drills.test_two_nodes import publish

    editor = Browser(nodes[0].url)
    sign_in(editor, nodes[0], *nodes[0].sign_ins()[0][:2])
    took: list[float] = []
    for number in range(PUBLISHED):
        readers = [Browser(node.url) for node in nodes]
        for reader in readers * 2:
            reader.get(KEPT)
        publish(nodes[0], editor, path=KEPT, title=f"Published as number {number}")
        began = time.perf_counter()
        for reader in readers:
            while f"Published as number {number}" not in reader.get(KEPT).text:
                if time.perf_counter() - began > 10:
                    raise RuntimeError("it is not shown at all")
        took.append(time.perf_counter() - began)
    name = f"published and shown by two nodes (p50 {percentile(took, 0.5) * 1000:.0f} ms), longest"
    yield at_most(name, max(took) * 1_000, 1_000, " ms")


def _get(server: Server, path: str) -> None:
    with urlopen(server.url + path) as answer:
        answer.read()


def _sample(folder: Path) -> Path:
    """A site of plain pages, as files."""
    for language in LANGUAGES:
        (folder / language).mkdir(parents=True)
        home = f'+++\nkind = "home"\nslug = "{language}"\ntitle = "Home"\n+++\n{WORDS}\n'
        (folder / language / "home.md").write_text(home, encoding="utf-8")
        for number in range(PAGES // len(LANGUAGES)):
            text = "\n\n".join(f"## Part {part}\n\n{WORDS * 6}" for part in range(PARAGRAPHS))
            head = f'+++\nkind = "article"\nslug = "page-{number}"\ntitle = "Page {number}"\n+++\n'
            (folder / language / f"page-{number}.md").write_text(head + text, encoding="utf-8")
    return folder


def main() -> int:
    if not shutil.which("wrk") or not shutil.which("redis-server"):
        console.print("wrk or redis-server is missing: apt-get install wrk redis-server")
        return 1
    return show(rows())


def set_up() -> None:
    """The editor's form is filled by Wagtail's own test code, which wants Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()


if __name__ == "__main__":
    set_up()
    sys.exit(main())
