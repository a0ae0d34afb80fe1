"""Searching, reading offline, and counting what was read: nothing of who, nothing of what was looked for."""

from __future__ import annotations

import logging
import re
import zipfile
from io import BytesIO
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from quietline.config.clock import JOBS
from quietline.content import counting
from quietline.edge.arrivals import Arrivals, arrivals
from quietline.tally.measures import Measure
from quietline.tally.models import Tally
from quietline.tally.queries import totals
from tests.factories.helpline import Helpline
from tests.factories.site import page_at

MODULE = "/en/myself/small-steps/"


def found(client: Client, words: str, language: str = "en") -> list[str]:
    page = client.post(f"/{language}/search/", {"words": words}).content.decode()
    return re.findall(r'<a href="([^"]+)"', page.partition("What we found")[2].partition("</ul>")[0])


def test_words_are_found_in_titles_summaries_and_texts(site: Helpline, client: Client) -> None:
    assert found(client, "harder") == [f"{MODULE}one/"]
    assert MODULE in found(client, "small steps")
    assert found(client, "zebra") == []
    page_at(f"{MODULE}one/").unpublish()
    assert found(client, "harder") == []


def test_what_is_not_translated_is_found_in_english(site: Helpline, client: Client) -> None:
    page = client.post("/ar/search/", {"words": "harder"}).content.decode()
    assert '<a href="/ar/myself/small-steps/one/" lang="en" dir="ltr">' in page


def test_what_was_looked_for_stands_nowhere_but_in_its_own_field(
    site: Helpline, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = client.post("/en/search/", {"words": "canaryword"}).content.decode()
    assert page.count("canaryword") == 1
    assert 'value="canaryword"' in page
    assert "canaryword" not in re.sub(r"SELECT.*", "", caplog.text)


@pytest.mark.parametrize("words", ['"', "a AND b", "NEAR(", "*", "'; drop", "()", "-", "x:y", "^", "\u202e", "٪", "𒀀"])
def test_odd_words_find_nothing_and_break_nothing(site: Helpline, client: Client, words: str) -> None:
    assert client.post("/en/search/", {"words": words}).status_code in {200, 422}


def test_no_words_and_too_many_are_told(site: Helpline, client: Client) -> None:
    for words in ("", "   ", "x" * 101):
        assert client.post("/en/search/", {"words": words}).status_code == 422
    answers = [client.post("/en/search/", {"words": "one"}).status_code for _ in range(31)]
    assert answers[-1] == 429


def test_the_file_for_reading_holds_everything_and_calls_nobody(site: Helpline, client: Client) -> None:
    page = client.get("/en/offline/reading.html").content.decode()
    for words in ("Small steps", "Where you are", "Write down one reason", "0 – Not at all"):
        assert words in page
    step = page_at(f"{MODULE}one/")
    assert f'<a href="#p{step.pk}">Where you began</a>' in page
    assert f'id="p{step.pk}"' in page
    assert not re.findall(r'(?:src|href)="(?!#|data:|tel:)[^"]*"|@import|url\(|<script|<form|<input', page)


def test_the_book_is_well_made_and_the_same_each_time(site: Helpline, client: Client) -> None:
    content = client.get("/en/offline/reading.epub").content
    book = zipfile.ZipFile(BytesIO(content))
    assert book.namelist()[0] == "mimetype"
    assert book.read("mimetype") == b"application/epub+zip"
    assert book.infolist()[0].compress_type == zipfile.ZIP_STORED
    package = ElementTree.fromstring(book.read("book/book.opf"))
    listed = {item.get("href") for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    assert {f"book/{name}" for name in listed} <= set(book.namelist())
    for name in book.namelist():
        if name.endswith((".xhtml", ".opf", ".xml")):
            ElementTree.fromstring(book.read(name))
    assert client.get("/en/offline/reading.epub").content == content
    assert client.get("/ar/offline/reading.epub").status_code == 200


@pytest.fixture
def nothing_counted() -> None:
    for source in (arrivals, counting.steps_done, counting.modules_done):
        source.take()


@pytest.mark.django_db(databases=["default", "figures"])
def test_what_was_shown_and_done_becomes_bare_counts(nothing_counted: None, site: Helpline, client: Client) -> None:
    for path in ("/en/", "/en/", "/EN/myself/", f"{MODULE}one/", "/pictures/images/x.webp", "/en/contact/"):
        arrivals.add(path)
    client.post(f"{MODULE}two/")
    client.post(f"{MODULE}three/")
    counting.carry()
    today = timezone.localdate()

    def counted(measure: Measure) -> dict[tuple[str, ...], int]:
        return totals(measure=measure, since=today, until=today, by=("channel", "field", "option"))

    assert counted(Measure.PAGES_SHOWN) == {
        ("en", "", "home"): 2,
        ("en", "", "myself"): 1,
        ("en", "", "contact"): 1,
        ("en", "small-steps", "one"): 1,
    }
    assert counted(Measure.STEPS_DONE) == {("en", "small-steps", "two"): 1, ("en", "small-steps", "three"): 1}
    assert counted(Measure.MODULES_DONE) == {("en", "myself", "small-steps"): 1}
    counting.carry()
    assert sum(row.count for row in Tally.objects.all()) == 8


@pytest.mark.django_db(databases=["default", "figures"])
def test_counts_wait_while_the_figures_are_away(nothing_counted: None) -> None:
    arrivals.add("/en/")
    with patch("quietline.content.counting.add", side_effect=OperationalError), pytest.raises(OperationalError):
        counting.carry()
    counting.carry()
    assert Tally.objects.get().count == 1


@pytest.mark.django_db(databases=["default", "figures"])
def test_a_killed_server_loses_a_minutes_counts_and_no_more(nothing_counted: None) -> None:
    assert next(job.every for job in JOBS if job.run is counting.carry) <= 60
    arrivals.add("/en/", 3)
    counting.carry()
    arrivals.add("/en/", 2)
    arrivals.take()  # what was in memory alone is gone with it
    counting.carry()
    assert Tally.objects.get().count == 3


def test_a_form_of_another_site_counts_nothing(nothing_counted: None, site: Helpline, client: Client) -> None:
    client.post(f"{MODULE}two/", headers={"Sec-Fetch-Site": "cross-site"})
    assert not counting.steps_done.take()


def test_odd_paths_fill_no_memory() -> None:
    counts = Arrivals()
    for number in range(6_000):
        counts.add(f"/en/{number}/")
    counts.add("/en/1/")
    taken = counts.take()
    assert len(taken) == 5_000
    assert taken["/en/1/"] == 2
