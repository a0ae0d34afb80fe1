"""Who works on which language and section: a role that is limited holds there and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page

from quietline.audit.models import Act, Entry
from quietline.content.places.actions import NoSuchPlace, OwnPlaces, limit_to
from quietline.content.places.queries import places_of
from tests.factories.helpline import Helpline, Person, signed_in
from tests.factories.site import page_at
from tests.integration.test_editing import edit
from tests.integration.test_translation import downloaded, hand_in, translated

STEP = "/en/myself/small-steps/one/"
PLACES = "/edit/places/"


def limited(helpline: Helpline, person: Person, *paths: str) -> Client:
    limit_to(practitioner=person.row.pk, paths=paths, by=helpline.lead.row.pk)
    return signed_in(person)


def may_open(editor: Client, path: str) -> bool:
    return editor.get(f"/edit/pages/{page_at(path).pk}/edit/").status_code == 200


def test_an_editor_of_a_section_changes_that_section_only(site: Helpline) -> None:
    editor = limited(site, site.mina, "/en/myself/")
    assert may_open(editor, "/en/myself/")
    assert may_open(editor, STEP)
    for path in ("/en/", "/en/trust/", "/ar/"):
        assert not may_open(editor, path), path
        page = page_at(path)
        edit(editor, page, title="Taken over", **{"action-submit": "1"})
        assert not page.revisions.filter(content__title="Taken over").exists(), path
    assert editor.get("/edit/").status_code == 200
    limit_to(practitioner=site.mina.row.pk, paths=[], by=site.lead.row.pk)
    assert may_open(editor, "/en/trust/")


def test_a_reviewer_of_a_language_lets_through_that_language_only(site: Helpline, client: Client) -> None:
    reviewer = limited(site, site.tom, "/ar/")
    for path, goes_live in ((STEP, False), ("/ar/", True)):
        page = page_at(path)
        edit(signed_in(site.mina), page, slug=page.slug, **{"action-submit": "1"})
        state = page_at(path).current_workflow_task_state
        reviewer.post(f"/edit/pages/workflow/action/{page.pk}/approve/{state.pk}/")
        assert ("A new text." in client.get(path).content.decode()) is goes_live, path


def test_a_publisher_of_a_language_takes_down_nothing_elsewhere(site: Helpline, client: Client) -> None:
    limit_to(practitioner=site.lead.row.pk, paths=["/ar/"], by=site.mina.row.pk)
    publisher = signed_in(site.lead)
    page = page_at("/en/press/")
    for act in ("delete", "unpublish"):
        publisher.post(f"/edit/pages/{page.pk}/{act}/", {})
        publisher.post(f"/edit/bulk/wagtailcore/page/{act}/?id={page.pk}", {})
    assert client.get("/en/press/").status_code == 200
    assert publisher.get(PLACES).status_code in {302, 403}, "and says of nobody where they work"


def test_a_translator_of_a_language_translates_into_it_and_no_other(site: Helpline) -> None:
    editor = limited(site, site.mina, "/ar/")
    page = page_at("/en/myself/")
    assert "is kept as a draft" in hand_in(editor, page, translated(downloaded(editor, page)))
    assert editor.get(f"/edit/translations/{page.pk}/cy/").status_code in {302, 403}
    assert "Polish" not in editor.get(f"/edit/translations/{page.pk}/").content.decode()


def test_a_limit_to_a_page_that_went_away_allows_nothing(site: Helpline) -> None:
    editor = limited(site, site.mina, "/en/myself/")
    Page.objects.filter(url_path="/en/myself/").update(url_path="/en/elsewhere/")
    assert editor.get("/edit/").status_code in {200, 302, 403}
    for path in ("/en/elsewhere/", "/en/trust/"):
        assert not may_open(editor, path), path


def test_a_publisher_says_where_the_others_work(site: Helpline) -> None:
    publisher = signed_in(site.lead)
    assert "Mina" in publisher.get(PLACES).content.decode()
    answer = publisher.post(PLACES, {"who": site.mina.row.pk, "place": ["/ar/", "/en/myself/"]}, follow=True)
    assert "Kept." in answer.content.decode()
    assert places_of(site.mina.row.pk) == {"/ar/", "/en/myself/"}
    assert Entry.objects.filter(act=Act.EDITING_PLACES_SET, subject=site.mina.row.pk).count() == 1
    gone = publisher.post(PLACES, {"who": site.mina.row.pk, "place": ["/xx/"]}, follow=True).content.decode()
    assert "There is no language or section at “/xx/”" in gone
    own = publisher.post(PLACES, {"who": site.lead.row.pk, "place": ["/ar/"]}, follow=True).content.decode()
    assert "is said by another publisher" in own
    assert publisher.post(PLACES, {"who": "nobody"}).status_code == 404
    assert places_of(site.mina.row.pk) == {"/ar/", "/en/myself/"}


def test_only_a_publisher_says_so(site: Helpline) -> None:
    for person in (site.mina, site.tom):
        answer = signed_in(person).post(PLACES, {"who": site.lead.row.pk, "place": ["/ar/"]})
        assert answer.status_code in {302, 403}
    assert places_of(site.lead.row.pk) == frozenset()
    with pytest.raises(OwnPlaces):
        limit_to(practitioner=site.mina.row.pk, paths=[], by=site.mina.row.pk)
    with pytest.raises(NoSuchPlace):
        limit_to(practitioner=site.mina.row.pk, paths=["/en/trust/"], by=site.lead.row.pk)
