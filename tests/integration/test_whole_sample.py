"""The sample site as a helpline gets it: every page, in every language, is there, is light, leads to no dead end."""

from __future__ import annotations

import re
from urllib.parse import urldefrag

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Page as Row

from quietline.config.invented_signposts import SIGNPOSTS
from quietline.content import actions
from quietline.content.models import PAGE_KINDS
from quietline.content.sample_files import KINDS
from quietline.edge.marks import KEEP_HEADER
from quietline.edge.pages import Page as KeptPage
from quietline.team.signposts.actions import save_signpost
from quietline.ui.assets import assets
from tests.factories.helpline import Helpline

MOST_BYTES = 14_336
# What the edge puts around an answer: its headers, of which none is longer than the policy.
HEADER_BYTES = 1_000
LANGUAGES = [code for code, _ in settings.LANGUAGES]
# A campaign's page is made with its campaign, of which the sample has none.
KINDS_OF_THE_SAMPLE = {PAGE_KINDS[kind] for kind in KINDS}


@pytest.fixture
def sample(helpline: Helpline) -> list[str]:
    """The real sample, planted; returns every address at which one of its pages is read."""
    for entry in SIGNPOSTS:
        save_signpost(entry=entry, by=None)
    actions.plant_sample(organisation="The Larkmere Trust", by=None)
    there = set(Row.objects.filter(depth__gt=1).values_list("url_path", flat=True))
    english = {path.removeprefix("/en/") for path in there if path.startswith("/en/")}
    return sorted(there | {f"/{language}/{path}" for language in LANGUAGES for path in english})


def weight(html: str) -> int:
    """What a first visit loads, zipped: the page with its style and scripts."""
    loaded = [asset for asset in assets().values() if asset.url in html]
    return (
        len(KeptPage.of(b"", html.encode()).zipped[0])
        + sum(len(a.gzipped) for a in loaded)
        + HEADER_BYTES * (1 + len(loaded))
    )


def test_every_page_in_every_language_is_light_and_leads_to_what_is_there(sample: list[str], client: Client) -> None:
    kinds = {type(row) for row in Row.objects.filter(depth__gt=1).specific()}
    assert kinds >= KINDS_OF_THE_SAMPLE
    shown: dict[str, str] = {}
    for path in sample:
        answer = client.get(path)
        assert answer.status_code in {200, 302}, path
        if answer.status_code == 200:
            assert answer[KEEP_HEADER] == "1", path
            shown[path] = answer.content.decode()
    assert {path: weight(html) for path, html in shown.items() if weight(html) > MOST_BYTES} == {}
    assert dead_links(shown, client) == {}
    assert [each for each in LANGUAGES if f'href="/{each}/first-step/"' not in shown[f"/{each}/"]] == []


def dead_links(shown: dict[str, str], client: Client) -> dict[str, str]:
    """Each address that a page leads to and that is not there, or not the place on it, with the page."""
    led_to = {address: path for path, html in shown.items() for address in re.findall(r'href="(/[^"]*)"', html)}
    dead = {}
    for address, path in led_to.items():
        where, anchor = urldefrag(address)
        if where.startswith((settings.STATIC_URL, *(f"/{language}/exit/" for language in LANGUAGES))):
            continue
        if where not in shown:
            answer = client.get(where, follow=True)
            shown[where] = answer.content.decode("utf-8", "replace") if answer.status_code == 200 else ""
        if not shown[where] or (anchor and f'id="{anchor}"' not in shown[where]):
            dead[address] = path
    return dead


def test_a_dead_link_is_caught(client: Client, db: None) -> None:
    planted = {"/en/": '<a href="/en/trust/#gone">x</a>', "/en/trust/": '<h2 id="history">', "/en/x/": ""}
    assert dead_links(planted, client) == {"/en/trust/#gone": "/en/"}
