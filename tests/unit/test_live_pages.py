"""A change of the site is heard on every node: what one node tells, the others forget their kept pages for."""

from __future__ import annotations

import pytest

from quietline.content.signals import TOPIC
from quietline.edge.pages import Page, pages
from quietline.live.hub import hub


@pytest.mark.parametrize(
    "woken", [lambda: hub.wake(TOPIC), hub.wake_all], ids=["told", "nobody knows what was missed"]
)
def test_kept_pages_are_forgotten(woken: object) -> None:
    pages.keep("/en/", Page.of(b"text/html", b"kept"), as_of=pages.changes)
    assert pages.get("/en/")
    woken()  # type: ignore[operator]
    assert pages.get("/en/") is None


def test_news_of_something_else_leaves_them() -> None:
    pages.keep("/en/", Page.of(b"text/html", b"kept"), as_of=pages.changes)
    hub.wake("another topic")
    assert pages.get("/en/")
