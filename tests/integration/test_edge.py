"""The edge, against a real server: what it answers itself, what it refuses, what it lets through."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from quietline.edge.bridge import Bridge
from quietline.vault import new_phrase
from tests.factories.browsing import Browser, csrf, messages_on, sign_in, words_on, write_first
from tests.factories.server import STUCK_SECONDS, Server, copied

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def server(invented: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with copied(invented, tmp_path_factory.mktemp("edge"), limits="writing=12/3600, returning=6/3600") as server:
        yield server.start()


def ask(
    server: Server, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    where = urlsplit(server.url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=STUCK_SECONDS)
    connection.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def test_health(server: Server) -> None:
    assert ask(server, "GET", "/healthz")[::2] == (200, b"ok")


def test_every_answer_carries_the_headers(server: Server) -> None:
    for path in ("/", "/en/", "/healthz", "/nowhere", "/en/contact/thread/", "/desk/", "/sign-in/", "/desk/live/"):
        headers = ask(server, "GET", path)[1]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers
        assert not any(name.startswith("x-quietline") for name in headers)


def test_of_an_events_headers_those_that_are_read_reach_django_and_no_other() -> None:
    seen: dict[str, object] = {}

    def app(environ: dict[str, object], start: Callable[..., object]) -> list[bytes]:
        seen.update(environ)
        start("204 No Content", [])
        return []

    sent = [
        f"ce-{name}" for name in ("id", "source", "specversion", "subject", "type", "time", "number", "dataschema")
    ]
    scope = {"method": "POST", "path": "/hooks/calls/", "query_string": b"", "server": ("localhost", 80)}
    scope["headers"] = [(name.encode(), b"x") for name in [*sent, "user-agent", "x-caller"]]
    bridge = Bridge(app, secure=False, threads=1)
    asyncio.run(bridge(scope, b"", {}))
    bridge.close()
    assert {name for name in seen if name.startswith("HTTP_")} == {
        "HTTP_CE_ID",
        "HTTP_CE_SOURCE",
        "HTTP_CE_SPECVERSION",
        "HTTP_CE_SUBJECT",
        "HTTP_CE_TYPE",
    }


def test_public_pages_are_the_same_kept_or_fresh_zipped_or_plain(server: Server) -> None:
    fresh = ask(server, "GET", "/en/trust/?fresh")[2]
    kept = ask(server, "GET", "/en/trust/")
    zipped = ask(server, "GET", "/en/trust/", accept_encoding="gzip")
    assert fresh == kept[2] == gzip.decompress(zipped[2])
    assert (kept[1]["cache-control"], zipped[1]["content-encoding"]) == ("max-age=60", "gzip")
    assert int(zipped[1]["content-length"]) == len(zipped[2])
    head = ask(server, "HEAD", "/en/trust/")
    assert (head[0], head[2], head[1]["content-length"]) == (200, b"", str(len(kept[2])))


def test_each_visitor_gets_a_draft_of_their_own(server: Server) -> None:
    pages = [ask(server, "GET", "/en/contact/write/uk-two-keys/1/") for _ in range(3)]
    drafts = {re.search(rb'name="draft" value="([0-9a-f]{32})"', page[2]).group(1) for page in pages}  # type: ignore[union-attr]
    assert len(drafts) == 3
    assert {page[1]["cache-control"] for page in pages} == {"no-store"}


@pytest.mark.parametrize("path", ["write/uk-two-keys/1/", "call-back/uk-two-keys/1/you-ring/"])
def test_whoever_brings_a_cookie_gets_a_draft_of_their_own_too(server: Server, path: str) -> None:
    pages = [ask(server, "GET", f"/en/contact/{path}", cookie="any=one") for _ in range(2)]
    drafts = {re.search(rb'name="draft" value="([0-9a-f]{32})"', page[2]).group(1) for page in pages}  # type: ignore[union-attr]
    assert len(drafts) == 2
    assert {page[1]["cache-control"] for page in pages} == {"no-store"}


def test_a_page_with_a_draft_is_zipped_around_it(server: Server) -> None:
    path = "/en/contact/write/uk-two-keys/1/"
    plain = ask(server, "GET", path)[2]
    status, headers, zipped = ask(server, "GET", path, accept_encoding="gzip")
    assert (status, headers["content-encoding"], headers["cache-control"]) == (200, "gzip", "no-store")
    assert len(zipped) < len(plain) / 2
    unzipped = gzip.decompress(zipped)

    def around(page: bytes) -> list[bytes]:
        return re.split(rb'(?<=name="draft" value=")[0-9a-f]{32}', page)

    assert len(around(unzipped)) == 2
    assert around(unzipped) == around(plain)
    assert unzipped != plain


def test_a_draft_is_fresh_whatever_query_a_link_carries(server: Server) -> None:
    pages = [ask(server, "GET", f"/en/contact/write/uk-two-keys/1/?from={number}")[2] for number in range(2)]
    drafts = {re.search(rb'name="draft" value="([0-9a-f]{32})"', page).group(1) for page in pages}  # type: ignore[union-attr]
    assert len(drafts) == 2


def test_headers_without_an_end_are_hung_up_on(server: Server) -> None:
    where = urlsplit(server.url)
    with socket.create_connection((where.hostname, where.port), timeout=STUCK_SECONDS) as line:
        line.sendall(f"GET /en/ HTTP/1.1\r\nHost: {where.netloc}\r\n".encode())
        with suppress(ConnectionError):
            for number in range(2_000):
                line.sendall(f"X-Padding-{number}: {'x' * 1_000}\r\n".encode())
        with suppress(ConnectionError):
            assert line.recv(4096).startswith(b"HTTP/1.1 431")
    assert ask(server, "GET", "/healthz")[0] == 200


def test_conversation_pages_are_never_kept(server: Server) -> None:
    browser = Browser(server.url)
    write_first(browser, "Kept by nobody.")
    for path in ("/en/contact/phrase/", "/en/contact/thread/", "/en/contact/erase/", "/en/contact/phrase/confirm/"):
        page = browser.get(path)
        assert page.headers["cache-control"] == "no-store"
        assert ask(server, "GET", path)[0] == 302


def test_assets_are_named_by_their_content(server: Server) -> None:
    page = ask(server, "GET", "/en/")[2].decode()
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        status, headers, body = ask(server, "GET", path, accept_encoding="gzip")
        assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
        assert gzip.decompress(body)
        assert ask(server, "GET", path.replace(".", "x.", 1))[0] == 404


@pytest.mark.parametrize(
    "path", ["/static/../config/settings.py", "/static/%2e%2e/%2e%2e/pepper", "/static//etc/passwd", "/..%2fpepper"]
)
def test_no_path_leads_out_of_the_assets(server: Server, path: str) -> None:
    assert ask(server, "GET", path)[0] == 404


@pytest.mark.parametrize("path", ["/en/contact/write/", "/en/return/", "/en/contact/thread/", "/ar/contact/write/"])
def test_files_are_refused_with_words(server: Server, path: str) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="message"; filename="x.png"\r\n\r\n\x89PNG\r\n--b--\r\n'
    status, _, page = ask(server, "POST", path, body, content_type="multipart/form-data; boundary=b")
    assert status == 415
    assert b"<h1>" in page


@pytest.mark.parametrize("path", ["/en/contact/write/", "/en/return/", "/sign-in/"])
def test_ten_megabytes_are_refused_with_words_and_without_memory(server: Server, path: str) -> None:
    assert server.process
    before = memory(server.process.pid)
    for _ in range(3):
        status, _, page = ask(server, "POST", path, b"message=" + b"x" * 10_000_000, **FORM)
        assert status == 413
        assert b"That was too long" in page
    assert memory(server.process.pid) - before < 20_000


def test_fifty_megabytes_of_picture_are_refused_with_words_for_editors(server: Server) -> None:
    body = b"x" * 50_000_000
    headers = {"content_type": "multipart/form-data; boundary=b", "cookie": "quietline-desk=somebody"}
    status, _, page = ask(server, "POST", "/edit/images/add/", body, **headers)
    assert status == 413
    assert b"A picture may have up to 10 MB" in page


def memory(pid: int) -> int:
    """Resident memory in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "127.0.0.1.elsewhere.example", "", "a b", "127.0.0.1@evil.example"]
)
def test_another_host_is_refused_and_poisons_nothing(server: Server, host: str) -> None:
    assert ask(server, "GET", "/en/trust/", host=host)[0] == 400
    status, _, page = ask(server, "GET", "/en/trust/")
    assert status == 200
    assert b"elsewhere" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/en/%ff%fe/",
        "/%0d%0aX-Planted:%20yes",
        "/en/contact/write/x/99999999999999999999/",
        "//evil.example/",
        "/" + "a" * 6_000,
    ],
)
def test_odd_paths_get_a_page_and_no_planted_header(server: Server, path: str) -> None:
    status, headers, _ = ask(server, "GET", path)
    assert status in {302, 400, 404}
    assert "x-planted" not in headers
    assert "evil" not in headers.get("location", "")


def test_half_a_message_is_not_kept(server: Server) -> None:
    browser = Browser(server.url)
    words = write_first(browser, "The first message.")
    form = browser.fields(browser.get("/en/contact/thread/")) | {"message": "A message whose sender left in the midd"}
    body = urlencode(form).encode()
    where = urlsplit(server.url)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    head = (
        f"POST /en/contact/thread/ HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\n"
        f"Content-Type: {FORM['content-type']}\r\nContent-Length: {len(body) + 20}\r\n\r\n"
    )
    with socket.create_connection((where.hostname, where.port), timeout=STUCK_SECONDS) as line:
        line.sendall(head.encode() + body)
    page = Browser(server.url).post("/en/return/", {"phrase": " ".join(words)})
    assert messages_on(page) == ["The first message."]


@pytest.mark.parametrize("path", ["/EN/", "/Ar/contact/write/", "/eN/trust/"])
def test_a_language_in_capitals_is_the_same_language(server: Server, path: str) -> None:
    status, headers, _ = ask(server, "GET", path)
    assert status in {200, 302, 404}
    assert "content-security-policy" in headers


def test_a_length_of_thousands_of_digits_is_refused(server: Server) -> None:
    assert ask(server, "POST", "/en/return/", b"phrase=one", content_length="0" * 4_992 + "10")[0] in {400, 413}


def test_two_hosts_are_refused(server: Server) -> None:
    where = urlsplit(server.url)
    with socket.create_connection((where.hostname, where.port), timeout=STUCK_SECONDS) as line:
        line.sendall(f"GET /en/ HTTP/1.1\r\nHost: {where.netloc}\r\nHost: elsewhere.example\r\n\r\n".encode())
        assert b" 400 " in line.recv(4096).split(b"\r\n")[0]


def test_a_word_that_unfolds_to_thousands_is_told_to_be_wrong(server: Server) -> None:
    browser = Browser(server.url)
    write_first(browser, "Somebody who types odd letters.")
    form = browser.fields(browser.get("/en/contact/phrase/confirm/"))
    odd = "\ufdfa" * 1_000
    assert browser.post("/en/contact/phrase/confirm/", form | {"first_word": odd, "second_word": odd}).status == 422


def test_odd_bodies_get_a_page(server: Server) -> None:
    for body in (b"\xff\xfe=%zz&&&==", b"message=" + b"%f0%9f" * 50, b"a=1&" * 500, b"{}"):
        status, _, _ = ask(server, "POST", "/en/contact/write/", body, **FORM)
        assert 400 <= status < 500
    assert ask(server, "POST", "/en/contact/write/", b"\xff", content_type="text/plain; charset=nonsense")[0] in {
        400,
        422,
    }


def test_writing_is_limited_and_loses_nothing(server: Server) -> None:
    answers = []
    for number in range(16):
        browser = Browser(server.url)
        form = browser.fields(browser.get("/en/contact/write/uk-two-keys/1/"))
        given = form | {"message": f"Message number {number}.", "caller_group": "not_said"}
        page = browser.post("/en/contact/write/", given)
        answers.append(page.status)
        if page.status == 429:
            assert f"Message number {number}." in page.text
    assert 429 in answers
    assert ask(server, "GET", "/en/")[0] == 200


def test_returning_is_limited_and_keeps_what_was_typed(server: Server) -> None:
    slips = [Browser(server.url).post("/en/return/", {"phrase": "abandon " * 8}).status for _ in range(9)]
    assert slips == [422] * 9, "a slip of the pen is no attack"
    typed = " ".join(new_phrase("en").words)
    pages = [Browser(server.url).post("/en/return/", {"phrase": typed}) for _ in range(9)]
    assert pages[-1].status == 429
    assert typed in pages[-1].text
    assert "Please wait one minute" in pages[-1].text


def test_a_desk_stream_wakes_and_sigterm_ends_it_cleanly(invented: Server, tmp_path: Path) -> None:
    with copied(invented, tmp_path) as server:
        began = time.monotonic()
        server.start("serve")
        starting = time.monotonic() - began
        email, password, _ = server.sign_ins()[1]
        desk = Browser(server.url)
        assert sign_in(desk, server, email, password).status == 200
        streams = [open_stream(server, desk) for _ in range(20)]
        write_first(Browser(server.url), "Somebody new.")
        for stream in streams:
            assert b"event: changed" in read_until(stream, b"changed")
        began = time.monotonic()
        assert server.stop(signal.SIGTERM) == 0
        # The limit is two seconds, which is what a start takes: so a slow machine is no failure.
        assert time.monotonic() - began < starting
        for stream in streams:
            rest = b""
            while chunk := stream.recv(4096):
                rest += chunk
            assert rest.endswith(b"0\r\n\r\n"), "a clean end, not a cut"
            stream.close()
        assert not [line for line in server.printed if "Traceback" in line or (" error " in line and line[:2] == "20")]


def open_stream(server: Server, browser: Browser) -> socket.socket:
    where = urlsplit(server.url)
    stream = socket.create_connection((where.hostname, where.port), timeout=STUCK_SECONDS)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    stream.sendall(f"GET /desk/live/ HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\n\r\n".encode())
    assert b"200 OK" in read_until(stream, b"retry: 2000")
    return stream


def read_until(stream: socket.socket, mark: bytes) -> bytes:
    got = b""
    while mark not in got:
        chunk = stream.recv(4096)
        assert chunk, got
        got += chunk
    return got


def test_a_stranger_gets_no_stream(server: Server) -> None:
    assert ask(server, "GET", "/desk/live/")[0] == 403
    assert ask(server, "GET", "/desk/live/", cookie="quietline-desk=made-up; =;;")[0] == 403
    assert ask(server, "POST", "/desk/live/")[0] == 403


def test_sign_in_needs_its_token_and_keeps_the_reply_of_a_stale_page(server: Server) -> None:
    assert ask(server, "POST", "/sign-in/", urlencode({"email": "x", "password": "y"}).encode(), **FORM)[0] == 403
    email, password, _ = server.sign_ins()[1]
    desk = Browser(server.url)
    listed = sign_in(desk, server, email, password)
    thread = re.search(r'href="(/desk/[0-9a-f-]{36}/)"', listed.text).group(1)  # type: ignore[union-attr]
    page = desk.post(thread, {"message": "Typed on a stale page.", "csrfmiddlewaretoken": "wrong"})
    assert page.status == 403
    assert "Typed on a stale page." in page.text
    assert csrf(desk.get(thread))


def test_a_full_disk_or_a_locked_database_loses_nothing(invented: Server, tmp_path: Path) -> None:
    import sqlite3

    with copied(invented, tmp_path) as server:
        if "QUIETLINE_DATABASE_URL" in server.environment:
            pytest.skip("holds a lock on the SQLite file")
        server.start()
        seeker = Browser(server.url)
        words = write_first(seeker, "The first.")
        form = seeker.fields(seeker.get("/en/contact/thread/"))
        with sqlite3.connect(server.data / "quietline.sqlite3", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            page = seeker.post("/en/contact/thread/", form | {"message": "While it is locked."})
            other.execute("ROLLBACK")
        other.close()
        assert page.status == 503
        assert "While it is locked." in page.text
        assert messages_on(seeker.post("/en/contact/thread/", form | {"message": "While it is locked."}))[1:] == [
            "While it is locked."
        ]
        assert words_on
        assert words
