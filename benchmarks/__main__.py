"""`make bench`: every limit beside what it is a share of, measured in the same run."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from benchmarks import bare, chat, evaluation, figures, history, public_site
from benchmarks.driving import Wire, at_a_time, minimal, percentile, wrk
from benchmarks.measuring import FULL_SPEED, PAGE_BYTES, Row, at_most, console, resident, show, weigh
from tests.factories.browsing import Browser, csrf, sign_in
from tests.factories.server import Server, fresh_server

# The best peer of the anchors, re-taken in a quiet window: Hush Line's first message at 16, over a minimal ASGI app's
# answers there (40 / 22,610). It derives no phrase.
BEST_PEER = 40 / 22_610
PAGES = ("", "myself/", "somebody-else/", "contact/confidentiality/", "contact/write/", "contact/write/uk-two-keys/1/")


def main() -> int:
    if not shutil.which("wrk"):
        console.print("wrk is missing: apt-get install wrk")
        return 1
    public_site.set_up()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, fresh_server(Path(folder), limits=FULL_SPEED) as server:
        with console.status("making a demo"):
            server.start("demo", "--threads", "2")
        for name, measure in (
            ("memory", memory),
            ("page weights", weights),
            ("usable on a slow line", usable),
            ("kept pages", kept_pages),
            ("first messages", first_messages),
            ("the phrase's time", phrase_times),
            ("the sign-in's time", sign_in_times),
            ("the desk list", desk_list),
            ("sealing and committing", sealing),
        ):
            with console.status(name):
                rows += measure(server)
    return show([*rows, *public_site.rows(), *chat.rows(), *history.rows(), *figures.rows(), *evaluation.rows()])


def memory(server: Server) -> Iterator[Row]:
    with urlopen(f"{server.url}/en/") as answer:
        answer.read()
    time.sleep(1)
    yield at_most("idle memory", resident(server), 130, " MB")


def weights(server: Server) -> Iterator[Row]:
    heaviest = max(
        (weigh(server, f"/{language}/{path}"), f"/{language}/{path}") for language in ("en", "ar") for path in PAGES
    )
    (size, requests), path = heaviest
    yield at_most("heaviest page, all told", size, PAGE_BYTES, " bytes")
    yield at_most(f"its requests ({path})", requests, 3, "")


def usable(server: Server) -> Iterator[Row]:
    """One round trip for the connection and one for the page are the floor; the style sheet is a third."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for path in ("/en/", "/en/contact/write/uk-two-keys/1/"):
            page = browser.new_page(viewport={"width": 360, "height": 740})
            wire = page.context.new_cdp_session(page)
            wire.send("Network.enable")
            speed = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
            wire.send("Network.emulateNetworkConditions", speed)
            page.goto(server.url + path)
            # The page is built, its style is there and its script has run.
            timing = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
            # Hush Line, the fastest peer of the anchors, took 1.5 s.
            yield Row(
                f"usable at 400 kbit/s, 400 ms: {path}",
                f"{timing / 1000:.2f} s",
                "1.5 s (best peer)",
                f"{timing / 1500:.2f}",
                "≤ 1",
                timing <= 1500,
            )
            page.close()
        browser.close()


def kept_pages(server: Server) -> Iterator[Row]:
    path = "/en/"
    with urlopen(server.url + path) as answer:
        body = answer.read()
    with minimal(body) as bare_url:
        limit = max(wrk(bare_url) for _ in range(2))
        ours = max(wrk(server.url + path) for _ in range(2))
    yield Row(
        "kept page a second",
        f"{ours:,.0f}",
        f"{limit:,.0f} (minimal ASGI)",
        f"{ours / limit:.2f}",
        "≥ 0.50",
        ours / limit >= 0.5,
    )


def first_messages(server: Server) -> Iterator[Row]:
    derived = bare.derivations(5)
    rate, took = asyncio.run(_journeys(server, seconds=10))
    with minimal(b"x" * 10_000) as bare_url:
        answers = wrk(bare_url)
    name = (
        f"first message at 16 (p50 {percentile(took, 0.5) * 1000:.0f} ms, p99 {percentile(took, 0.99) * 1000:.0f} ms)"
    )
    yield Row(
        name,
        f"{rate:.1f}/s",
        f"{derived:.1f}/s (derivations alone)",
        f"{rate / derived:.2f}",
        "≥ 0.50",
        rate / derived >= 0.5,
    )
    ours = rate / answers
    yield Row(
        "the same, to a minimal ASGI app",
        f"{rate:.1f}/s",
        f"{answers:,.0f}/s",
        f"{ours:.5f}",
        f"> {BEST_PEER:.5f} (Hush Line)",
        ours > BEST_PEER,
    )


async def _journeys(server: Server, seconds: float) -> tuple[float, list[float]]:
    wires = [await Wire(server.url).open() for _ in range(16)]

    async def journey() -> None:
        wire = wires.pop()
        wire.cookie = ""
        status, _, page = await wire.ask("GET", "/en/contact/write/")
        assert status == 200
        status, _, page = await wire.ask("GET", "/en/contact/write/uk-two-keys/1/")
        draft = re.search(rb'name="draft" value="([^"]+)"', page).group(1).decode()  # type: ignore[union-attr]
        form = {
            "message": bare.TEXT,
            "caller_group": "not_said",
            "area": "",
            "nickname": "",
            "statement": "uk-two-keys/1",
        }
        status, _, _ = await wire.ask("POST", "/en/contact/write/", form | {"draft": draft})
        assert status == 302, status
        status, _, page = await wire.ask("GET", "/en/contact/phrase/")
        assert b"data-return-phrase" in page
        wires.append(wire)

    await at_a_time(16, 2, journey)
    return await at_a_time(16, seconds, journey)


def phrase_times(server: Server) -> Iterator[Row]:
    """How long a right phrase and a well-formed unknown one take, one after the other."""
    from quietline.vault import new_phrase
    from tests.factories.browsing import write_first

    words = write_first(Browser(server.url), bare.TEXT)
    right, unknown = asyncio.run(_returns(server, " ".join(words), lambda: " ".join(new_phrase("en").words)))
    yield Row(
        "unknown phrase, median",
        f"{unknown * 1000:.1f} ms",
        f"{right * 1000:.1f} ms (a right one)",
        f"{unknown / right:.2f}",
        "0.80–1.25",
        0.8 <= unknown / right <= 1.25,
    )


def sign_in_times(server: Server) -> Iterator[Row]:
    """How long a wrong password takes for an e-mail that there is and for one that there is not, in turns."""
    known, _, _ = server.sign_ins()[0]
    took: dict[str, list[float]] = {known: [], "nobody@larkmere.example": []}
    browser = Browser(server.url)
    token = csrf(browser.get("/sign-in/"))
    for _ in range(20):
        for email, times in took.items():
            began = time.perf_counter()
            page = browser.post(
                "/sign-in/", {"csrfmiddlewaretoken": token, "email": email, "password": "not this one"}
            )
            times.append(time.perf_counter() - began)
            if page.status != 400:
                raise RuntimeError(f"the sign-in answered {page.status}")
    there, nobody = (sorted(times)[len(times) // 2] for times in took.values())
    yield Row(
        "sign-in of nobody, median",
        f"{nobody * 1000:.1f} ms",
        f"{there * 1000:.1f} ms (of somebody)",
        f"{nobody / there:.2f}",
        "0.80–1.25",
        0.8 <= nobody / there <= 1.25,
    )


async def _returns(server: Server, right: str, unknown: object) -> tuple[float, float]:
    wire = await Wire(server.url).open()
    took: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(120):
        wire.cookie = ""
        known = turn % 2 == 0
        phrase = right if known else unknown()  # type: ignore[operator]
        began = time.perf_counter()
        status, _, _ = await wire.ask("POST", "/en/return/", {"phrase": phrase})
        took[known].append(time.perf_counter() - began)
        assert status == (302 if known else 404)
    return percentile(took[True], 0.5), percentile(took[False], 0.5)


def desk_list(server: Server) -> Iterator[Row]:
    """1,000 stored threads of 20 messages: the list in one page view; its queries are counted in the tests."""
    fill = [sys.executable, "-m", "benchmarks.fill", str(server.data), "1000", "20"]
    subprocess.run(fill, check=True, env=server.environment)
    email, password, _ = server.sign_ins()[1]
    desk = Browser(server.url)
    sign_in(desk, server, email, password)
    took = []
    for _ in range(10):
        began = time.perf_counter()
        assert desk.get("/desk/").text.count('class="row"') == 50
        took.append(time.perf_counter() - began)
    median = percentile(took, 0.5)
    yield Row(
        "desk list, 1,000 threads × 20",
        f"{median * 1000:.0f} ms",
        "1,000 ms (one page view)",
        f"{median:.2f}",
        "≤ 1",
        median <= 1,
    )


def sealing(server: Server) -> Iterator[Row]:
    """After the server stopped, so that nothing else writes."""
    server.stop()
    command = [sys.executable, "-m", "benchmarks.ours", str(server.data), "8"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=server.environment).stdout
    ours, limit, threads = (float(rate) for rate in told.split())
    yield Row(
        "messages sealed and committed",
        f"{ours:,.0f}/s",
        f"{limit:,.0f}/s (bare loop)",
        f"{ours / limit:.2f}",
        "≥ 0.40",
        ours / limit >= 0.4,
    )
    yield Row("the same by 64 threads", f"{threads:,.0f}/s", f"{limit:,.0f}/s", f"{threads / limit:.2f}", "–", True)


if __name__ == "__main__":
    sys.exit(main())
