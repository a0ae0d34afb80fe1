"""The first step: one closed question a page, nothing stored, and at its end what is open at the time."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.test import Client
from wagtail.models import Page

from quietline.edge.marks import KEEP_HEADER
from tests.factories.helpline import Helpline
from tests.factories.site import page_at

PATH = "/en/first-step/"


def test_it_leads_to_help_and_stores_nothing(site: Helpline, client: Client) -> None:
    first = client.get(PATH)
    assert first[KEEP_HEADER] == "1"
    assert "in danger right now?" in first.content.decode()
    end = client.post(PATH, {"at": "danger", "answer": "0"})
    text = end.content.decode()
    assert "Call for help at once" in text
    assert '<a href="/en/help-now/" class="button grave">Emergency help</a>' in " ".join(text.split())
    assert KEEP_HEADER not in end
    assert not end.cookies


@pytest.mark.parametrize("somebody", [True, False])
def test_an_end_offers_what_is_open(site: Helpline, client: Client, somebody: bool) -> None:
    with patch("quietline.config.offers.availability") as there:
        there.return_value.somebody_is_there = somebody
        text = client.post(PATH, {"at": "danger", "answer": "1"}).content.decode()
    assert ("Chat with somebody" in text) is somebody
    assert "Write a message" in text
    assert 'href="/en/myself/"' in text


@pytest.mark.parametrize(
    "form",
    [{}, {"at": "nowhere", "answer": "0"}, {"at": "talk", "answer": "0"}, {"at": "danger"}]
    + [{"at": "danger", "answer": answer} for answer in ("", "2", "-1", "x", "٣", "9" * 500)],
)
def test_an_answer_that_is_none_shows_a_question(site: Helpline, client: Client, form: dict[str, str]) -> None:
    answer = client.post(PATH, form)
    assert answer.status_code == 422
    assert "in danger right now?" in answer.content.decode()


def test_it_speaks_arabic(site: Helpline, client: Client) -> None:
    text = client.post("/ar/first-step/", {"at": "danger", "answer": "1"}).content.decode()
    assert "اكتب رسالة" in text
    assert 'href="/ar/myself/"' in text


def test_a_graph_with_a_circle_is_not_shown(site: Helpline, client: Client) -> None:
    page = page_at(PATH)
    body = page.body_as_kept()
    body[0]["value"]["answers"][0]["leads_to"] = "danger"
    page.set_body(body)
    Page.objects.filter(pk=page.pk)
    type(page).objects.filter(pk=page.pk).update(body=page.body)
    assert client.get(PATH).status_code == 404
