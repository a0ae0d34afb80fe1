"""The edge of a helpline that is reached by https, attacked: cookies, kept pages, other origins, odd methods."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest

from tests.factories.browsing import Browser, sign_in, write_first
from tests.factories.server import STUCK_SECONDS, Server, copied

ORIGIN = "https://help.example"
DRAFT = re.compile(rb'(?<=name="draft" value=")[0-9a-f]{32}')


@dataclass
class SecureBrowser(Browser):
    """As one behind the proxy of such a helpline; keeps what cookies were said, as they were said."""

    headers: dict[str, str] = field(default_factory=lambda: {"Host": "help.example", "Origin": ORIGIN})
    said: list[str] = field(default_factory=list)

    def _keep(self, given: str) -> None:
        self.said.append(given)
        super()._keep(given)


@pytest.fixture(scope="module")
def server(invented: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("https")
    with copied(invented, folder, limits="writing=100/1, listening=100/1") as server:
        server.environment["QUIETLINE_ORIGIN"] = ORIGIN
        yield server.start()


@pytest.fixture(scope="module")
def desk(server: Server) -> SecureBrowser:
    browser = SecureBrowser(server.url)
    email, password, _ = server.sign_ins()[0]
    assert sign_in(browser, server, email, password).status == 200
    return browser


def ask(server: Server, method: str, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    where = urlsplit(server.url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=STUCK_SECONDS)
    connection.request(method, path, None, {"Host": "help.example"} | headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def test_over_https_every_cookie_is_secure_and_bound_to_the_host(server: Server, desk: SecureBrowser) -> None:
    seeker = SecureBrowser(server.url)
    write_first(seeker, "I would like to talk to somebody.")
    names = set()
    for said in (*desk.said, *seeker.said):
        ((name, morsel),) = SimpleCookie(said).items()
        names.add(name)
        assert name.startswith("__Host-")
        assert (morsel["secure"], morsel["httponly"], morsel["path"], morsel["domain"]) == (True, True, "/", "")
        assert morsel["samesite"] == "Strict"
        assert len(said) < 4_096
    assert names == {"__Host-quietline", *(f"__Host-quietline-{what}" for what in ("desk", "key", "csrf", "device"))}
    assert desk.get("/desk/").headers["strict-transport-security"] == "max-age=63072000"


@pytest.mark.parametrize("path", ["", "find/", "keys/", "rota/", "team/", "follow-ups/", "data-protection/pdf/"])
def test_no_page_of_the_desk_is_kept_by_a_browser(desk: SecureBrowser, path: str) -> None:
    page = desk.get(f"/desk/{path}")
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    thread = re.search(r'href="(/desk/[0-9a-f-]{36}/)', desk.get("/desk/").text)
    assert thread
    assert desk.get(thread[1]).headers["cache-control"] == "no-store"


POISONS: list[tuple[str, dict[str, str]]] = [
    ("GET", {"X-Forwarded-Host": "elsewhere.example"}),
    ("GET", {"X-Forwarded-Proto": "http", "X-Forwarded-Prefix": "//elsewhere.example"}),
    ("GET", {"Forwarded": "host=elsewhere.example;proto=http"}),
    ("GET", {"X-Original-URL": "/desk/", "X-Rewrite-URL": "/desk/"}),
    ("GET", {"X-HTTP-Method-Override": "POST", "X-Method-Override": "DELETE"}),
    ("GET", {"Accept-Language": "elsewhere.example, xx"}),
    ("GET", {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}),
    ("GET", {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}),
    ("GET", {"Cookie": "__Host-quietline=elsewhere.example; elsewhere=1"}),
    ("GET", {"Range": "bytes=0-10", "If-None-Match": "*"}),
    ("GET", {"Content-Type": "text/elsewhere.example", "Accept-Encoding": "gzip;q=0, elsewhere.example"}),
    ("HEAD", {}),
]
PAGES = [
    f"/{language}/{page}" for language in ("en", "cy", "pl") for page in ("trust/", "help-now/", "contact/", "plan/")
]


@pytest.mark.parametrize(("poison", "path"), list(zip(POISONS, PAGES, strict=True)))
def test_whatever_a_request_says_the_kept_page_is_the_same(
    server: Server, poison: tuple[str, dict[str, str]], path: str
) -> None:
    """Each path is asked for by nobody before the attacker: what they get is what could be kept."""
    method, headers = poison
    _, told, poisoned = ask(server, method, path, headers)
    assert "elsewhere" not in str(told)
    assert b"elsewhere.example" not in poisoned
    status, _, kept = ask(server, "GET", path, {})
    _, _, fresh = ask(server, "GET", f"{path}?fresh", {})
    assert status == 200
    assert DRAFT.sub(b"", kept) == DRAFT.sub(b"", fresh)


@pytest.mark.parametrize("ending", ["x.css", ";x.js", "%2f..%2fx.png", "%3Fx.css", "?x.css", "%00.css", "..;/x.css"])
def test_no_trick_with_a_path_has_a_conversation_kept_for_others(server: Server, ending: str) -> None:
    seeker = SecureBrowser(server.url)
    write_first(seeker, "Only for the one who wrote it.")
    seeker.get(f"/en/contact/thread/{ending}")
    status, told, page = ask(server, "GET", f"/en/contact/thread/{ending}", {})
    assert status in {302, 400, 404}
    assert b"Only for the one" not in page
    assert told["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/en/", "/healthz", "/desk/", "/hooks/calls/", "/en/contact/live/", "/desk/live/"])
def test_no_answer_allows_another_origin(server: Server, path: str) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    for method in ("GET", "OPTIONS"):
        told = ask(server, method, path, asked)[1]
        assert not any(name.startswith("access-control") for name in told)


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_other_methods_are_refused(server: Server, method: str) -> None:
    for path in ("/en/", "/en/contact/write/", "/hooks/calls/", "/sign-in/", "/en/contact/say/"):
        status, _, page = ask(server, method, path, {"X-Secret": "not to be echoed"})
        assert status in {400, 403, 405}, (path, status)
        assert b"not to be echoed" not in page


def test_text_says_how_its_letters_are_written(server: Server) -> None:
    asked = ["/en/", "/healthz", "/nowhere/", "/desk/live/", "/desk/", "/hooks/calls/", "/en/contact/thread/"]
    answers = [ask(server, "GET", path, {}) for path in asked] + [
        ask(server, "GET", "/", {"Host": "elsewhere.example"})
    ]
    for _, told, content in answers:
        if content and told["content-type"].startswith("text/"):
            assert "charset=utf-8" in told["content-type"]
