"""Browsers without a screen: plain HTTP with cookies, the way a form sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from tests.factories.apps import code_for
from tests.factories.server import STUCK_SECONDS, Server


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@dataclass
class Page:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Browser:
    """Follows redirects on its own site, keeps cookies, sends whatever headers it is told to."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Page:
        return self._open(path, None)

    def post(self, path: str, form: dict[str, str]) -> Page:
        return self._open(path, urlencode(form).encode())

    def fields(self, page: Page) -> dict[str, str]:
        """The hidden fields of a page."""
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))

    def _open(self, path: str, body: bytes | None, hops: int = 5) -> Page:
        request = Request(urljoin(self.url, path), data=body, headers=self.headers | {"Accept-Language": "en"})
        if self.cookies:
            request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            answer = build_opener(_Stay).open(request, timeout=STUCK_SECONDS)
        except HTTPError as error:
            answer = error
        with answer:
            page = Page(answer.status, dict(answer.headers.items()), answer.read())
            for given in answer.headers.get_all("set-cookie") or []:
                self._keep(given)
        where = page.headers.get("location", "")
        if page.status in {301, 302, 303} and hops and not (urlsplit(where).netloc and self.url not in where):
            return self._open(where, None, hops - 1)
        return page

    def _keep(self, given: str) -> None:
        for name, morsel in SimpleCookie(given).items():
            if morsel["max-age"] == "0" or not morsel.value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value


def write_first(browser: Browser, text: str, **changes: str) -> list[str]:
    """A whole first message through the pages; returns the words that were shown."""
    form = browser.fields(browser.get("/en/contact/write/uk-two-keys/1/"))
    given = {"message": text, "caller_group": "not_said", "area": "", "nickname": ""} | changes
    page = browser.post("/en/contact/write/", form | given)
    assert page.status == 200, page.status
    return words_on(page)


def words_on(page: Page) -> list[str]:
    shown = re.search(r"data-return-phrase>(.*?)</ol>", page.text, re.DOTALL)
    assert shown, page.text
    return re.findall(r"<li>(\w+)</li>", shown.group(1))


def messages_on(page: Page) -> list[str]:
    return re.findall(r'data-message .*?<div dir="auto"[^>]*><p>(.*?)</p>', page.text, re.DOTALL)


def sign_in(browser: Browser, server: Server, email: str, password: str) -> Page:
    """With the password and, where it is asked for, what the person's app shows."""
    form = {"csrfmiddlewaretoken": csrf(browser.get("/sign-in/"))}
    page = browser.post("/sign-in/", form | {"email": email, "password": password})
    if "<h1>One more step</h1>" in page.text:
        return _set_app_up(browser, server, email)
    if "<h1>Second step</h1>" not in page.text:
        return page
    return browser.post("/sign-in/second/", {"csrfmiddlewaretoken": csrf(page), "code": code_for(server, email)})


def _set_app_up(browser: Browser, server: Server, email: str) -> Page:
    page = browser.get("/account/app/")
    secret = page.text.partition("data-secret>")[2].partition("<")[0].replace(" ", "")
    server.apps[email] = secret
    added = browser.post("/account/app/", {"csrfmiddlewaretoken": csrf(page), "code": code_for(server, email)})
    assert "Recovery codes" in added.text
    return browser.get("/desk/")


def csrf(page: Page) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert found
    return found.group(1)
