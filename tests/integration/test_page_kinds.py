"""The kinds of pages that show what others keep, and figures that can't be misquoted."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page

from quietline.contact.actions import put_statement_in_force
from quietline.contact.models import Statement, StatementInForce
from quietline.content.models import StatementPage
from quietline.content.press.blocks import FigureBlock
from quietline.edge.marks import KEEP_HEADER
from quietline.team.signposts.actions import save_signpost, set_retired
from quietline.team.signposts.rules import Entry, Organisation, Phone
from tests.factories.helpline import Helpline, signed_in
from tests.factories.site import page_at
from tests.integration.test_editing import edit, messages_of

STATEMENT = "/en/confidentiality/"
SERVICES = "/en/services/"
WRITING = "/en/contact/write/uk-two-keys/1/"


def add_service(name: str, *, areas: tuple[str, ...] = (), needs: tuple[str, ...] = ("money",)) -> Entry:
    organisation = Organisation(uuid4(), "Tamsin Advice")
    number = (Phone("01632 960103"),)
    entry = Entry(id=uuid4(), organisation=organisation, name=name, phones=number, areas=areas, needs=needs)
    save_signpost(entry=entry, by=None)
    return entry


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_statement_page_shows_what_is_in_force_with_its_version(site: Helpline, client: Client) -> None:
    assert "only when two things come together" in text_of(client, STATEMENT)
    old = Statement.objects.get(key="uk-two-keys", version=1, language="en")
    Statement.objects.create(
        key=old.key, version=2, language="en", jurisdiction="uk", title=old.title, body="Nothing leaves this room."
    )
    put_statement_in_force(line=site.line, key=old.key, version=2, by=None)
    page = text_of(client, STATEMENT)
    assert "Nothing leaves this room." in page
    assert "Version 2 of this statement" in page
    assert "only when two things" not in page


def test_a_statement_page_of_a_jurisdiction_that_no_line_has_is_not_published(site: Helpline, client: Client) -> None:
    answer = edit(signed_in(site.lead), page_at(STATEMENT), jurisdiction="imminent-danger", **{"action-publish": "1"})
    assert "No line has a statement in force for “imminent-danger”. In force are: “uk”" in answer.content.decode()  # type: ignore[attr-defined]
    StatementPage.objects.update(jurisdiction="imminent-danger")
    assert client.get(STATEMENT).status_code == 404
    put_statement_in_force(line=site.line, key="imminent-danger-only", version=1, by=None)
    assert "<strong>only when somebody is in immediate danger</strong>" in text_of(client, STATEMENT)


def test_the_page_of_the_statement_in_force_is_not_taken_away(site: Helpline, client: Client) -> None:
    publisher, page = signed_in(site.lead), page_at(STATEMENT)
    for act in ("delete", "unpublish"):
        publisher.post(f"/edit/pages/{page.pk}/{act}/", {})
        assert "shows the statement in force: it stays" in messages_of(publisher)
    for act in ("delete", "unpublish"):
        publisher.post(f"/edit/bulk/wagtailcore/page/{act}/?id={page.pk}", {})
    assert client.get(STATEMENT).status_code == 200
    StatementInForce.objects.all().delete()
    publisher.post(f"/edit/pages/{page.pk}/unpublish/", {})
    assert not Page.objects.get(pk=page.pk).live


def test_emergency_numbers_stand_first_whatever_the_editor_writes(site: Helpline, client: Client) -> None:
    page = page_at("/en/help-now/")
    page.set_body([])
    page.save()
    shown = text_of(client, "/en/help-now/")
    assert 'href="tel:999"' in shown
    assert 'href="tel:999"' in text_of(client, "/en/offline/reading.html")


def call(purpose: str, number: str, **more: str) -> dict[str, Any]:
    value = {"purpose": purpose, "number": number, "heading": purpose, "who": "", "before": "", "after": ""}
    return {"type": "call", "value": value | more}


def test_an_editors_numbers_stand_wherever_numbers_are_said(
    site: Helpline, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    publisher, page = signed_in(site.lead), page_at("/en/help-now/")
    assert 'href="tel:999"' in text_of(client, WRITING)
    page.set_body([call("danger", "01632 960112"), call("life", "01632 960116", who="Listeners", after="One\nTwo")])
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision(user=site.lead.row).publish()
    for path in ("/en/help-now/", WRITING, WRITING.replace("en", "ar", 1)):
        shown = text_of(client, path)
        assert 'href="tel:01632960112"' in shown
        assert 'href="tel:01632960116"' in shown
        assert 'href="tel:999"' not in shown
    assert "Listeners on" in text_of(client, WRITING)
    assert publisher.get(f"/edit/pages/{page.pk}/edit/").status_code == 200


def test_half_of_an_editors_numbers_is_not_published_and_never_shown_alone(site: Helpline, client: Client) -> None:
    page = page_at("/en/help-now/")
    page.set_body([call("young", "01632 960118")])
    page.save()
    assert page.problems_before_public({"body": page.body}) != []
    assert 'href="tel:999"' in text_of(client, "/en/help-now/")
    assert 'href="tel:999"' in text_of(client, WRITING)


def test_needs_are_called_by_the_pages_own_words(site: Helpline, client: Client) -> None:
    add_service("Talking", needs=("low mood", "money"))
    page = page_at(SERVICES)
    page.set_body([{"type": "needs", "value": [{"term": "low mood", "words": "Feeling down"}]}])
    page.save()
    shown = text_of(client, SERVICES)
    assert '<option value="low mood">Feeling down</option>' in shown
    assert '<option value="money">money</option>' in shown
    assert "Talking" in client.post(SERVICES, {"area": "", "need": "low mood"}).content.decode()


def test_services_are_chosen_by_area_and_need_and_nothing_stays_in_the_address(site: Helpline, client: Client) -> None:
    add_service("Debt advice", areas=("north-larkmere",))
    add_service("Talking", needs=("low mood",))
    gone = add_service("Closed down")
    set_retired(signpost_id=gone.id, retired=True, by=site.lead.row.pk)
    unasked = client.get(SERVICES)
    assert unasked[KEEP_HEADER] == "1"
    for text in ("Debt advice", "Talking", "North Larkmere", "01632 960103"):
        assert text in unasked.content.decode()
    assert "Closed down" not in unasked.content.decode()
    asked = client.post(SERVICES, {"area": "esk-vale", "need": ""})
    assert KEEP_HEADER not in asked
    assert "Talking" in asked.content.decode()
    assert "Debt advice" not in asked.content.decode()
    assert "Nothing was found" in client.post(SERVICES, {"area": "esk-vale", "need": "money"}).content.decode()


@pytest.mark.parametrize("choice", [{"area": "nowhere"}, {"need": "x" * 500}, {"area": "\x00", "need": "'"}])
def test_a_choice_that_is_not_there_is_told(site: Helpline, client: Client, choice: dict[str, str]) -> None:
    answer = client.post(SERVICES, choice)
    assert answer.status_code == 422
    assert "This choice is not there any more" in answer.content.decode()


def test_a_long_directory_waits_for_a_choice(site: Helpline, client: Client) -> None:
    for number in range(13):
        add_service(f"Service {number}")
    assert "Service 1" not in text_of(client, SERVICES)
    assert "Choose an area or a need to see them" in text_of(client, SERVICES)
    assert "Service 12" in client.post(SERVICES, {"need": "money"}).content.decode()


def test_a_figure_stands_with_all_that_it_needs(site: Helpline, client: Client) -> None:
    page = text_of(client, "/en/press/")
    for text in ("contacts, 1 January 2026 – 31 March 2026, Larkmere", "4,120 contacts", "Two days in February"):
        assert text in page
    polish = text_of(client, "/pl/press/")
    assert "Tej strony nie ma jeszcze po polsku." in polish


FIGURE = {
    "title": "Contacts",
    "unit": "contacts",
    "numbers": [{"what": "By chat", "number": 3}],
    "begins_on": date(2026, 1, 1),
    "ends_on": date(2026, 3, 31),
    "area": "Larkmere",
    "channels": "Chat",
    "missing": "Nothing known",
    "source": "Release 3",
}


@pytest.mark.parametrize("missing", [*FIGURE])
def test_a_figure_without_one_of_these_is_refused(missing: str) -> None:
    block = FigureBlock()
    assert block.clean(block.to_python(FIGURE))
    with pytest.raises(ValidationError):
        block.clean(block.to_python({name: value for name, value in FIGURE.items() if name != missing}))


@pytest.mark.parametrize(
    "wrong", [{"unit": "people"}, {"ends_on": date(2025, 1, 1)}, {"numbers": [{"what": "x", "number": -1}]}]
)
def test_a_figure_that_says_something_impossible_is_refused(wrong: dict[str, object]) -> None:
    block = FigureBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python(FIGURE | wrong))
