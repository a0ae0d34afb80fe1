"""The public pages: what stands where, in which language, and who said that it may."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page

from quietline.audit.models import Act, Entry
from quietline.content import actions
from quietline.content.sample_files import SampleProblem
from quietline.edge.marks import KEEP_HEADER
from tests.factories.helpline import Helpline
from tests.factories.site import SAMPLE, page_at

MODULE = "/en/myself/small-steps/"


def test_every_kind_of_page_is_served(site: Helpline, client: Client) -> None:
    for page in Page.objects.filter(depth__gt=1):
        answer = client.get(page.url_path)
        assert answer.status_code == 200, page.url_path
        assert page.title in answer.content.decode() or page.slug == "first-step"
        assert answer[KEEP_HEADER] == "1"
        assert not answer.cookies


def test_a_page_leads_on(site: Helpline, client: Client) -> None:
    assert f'href="{MODULE}"' in client.get("/en/myself/").content.decode()
    module = client.get(MODULE).content.decode()
    assert module.index(f"{MODULE}one/") < module.index(f"{MODULE}two/") < module.index(f"{MODULE}three/")
    assert "About 10 min" in module
    last = client.get(f"{MODULE}three/").content.decode()
    assert f'<a href="{MODULE}one/">Where you began</a>' in last
    assert '<a href="/en/contact/write/">talk to us</a>' in last
    assert "Step 3 of 3" in last
    assert 'id="history"' in client.get("/en/trust/").content.decode()


def test_a_list_does_not_repeat_what_the_text_leads_to(site: Helpline, client: Client) -> None:
    module = page_at(MODULE)
    steps = list(module.get_children())
    links = "".join(f'<a linktype="page" id="{step.pk}">{step.title}</a>' for step in steps)
    assert "The steps" in client.get(MODULE).content.decode()
    module.set_body([{"type": "text", "value": f"<p>{links}</p>", "id": "a"}])
    module.save()
    assert "The steps" not in client.get(MODULE).content.decode()
    assert client.get(MODULE).content.decode().count(f'href="{MODULE}two/"') == 1


def test_a_step_is_done_and_leads_to_the_next(site: Helpline, client: Client) -> None:
    for done, leads_to in (("one/", f"{MODULE}two/"), ("two/", f"{MODULE}three/"), ("three/", "/en/myself/")):
        answer = client.post(f"{MODULE}{done}")
        assert (answer.status_code, answer["Location"]) == (302, leads_to)
        assert KEEP_HEADER not in answer
    assert client.post(MODULE).status_code == 405


def test_what_is_not_translated_stands_in_english_with_a_note(site: Helpline, client: Client) -> None:
    page = client.get("/ar/myself/small-steps/one/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<div lang="en" dir="ltr">' in page
    assert "هذه الصفحة غير متوفّرة بلغتك بعد" in page
    assert 'href="/en/myself/' not in page.partition("<main")[2]
    assert 'hreflang="en"' in page
    assert client.post("/ar/myself/small-steps/one/")["Location"] == "/ar/myself/small-steps/two/"
    arabic = client.get("/ar/").content.decode()
    assert "نستمع إليك." in arabic
    assert 'lang="en" dir="ltr"' not in arabic.partition("<main")[2].partition("</main>")[0]


def test_a_translation_under_another_name_is_found(site: Helpline, client: Client) -> None:
    english, home = page_at("/en/trust/"), page_at("/ar/")
    copy = type(english)(
        title="ما نحتفظ به", slug="amana", locale=home.locale, translation_key=english.translation_key
    )
    home.add_child(instance=copy)
    answer = client.get("/ar/trust/")
    assert (answer.status_code, answer["Location"]) == (302, "/ar/amana/")
    assert client.get("/ar/amana/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/en/nowhere/", "/ar/nowhere/", "/en/myself/nowhere/", "/en/trust", "/en/en/", "/en/root/"]
)
def test_what_is_not_there_gets_a_page(site: Helpline, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert KEEP_HEADER not in answer


def test_nothing_below_a_page_that_was_taken_down_shows(site: Helpline, client: Client) -> None:
    page_at(MODULE).unpublish()
    assert client.get(MODULE).status_code == 404
    assert client.get(f"{MODULE}one/").status_code == 404
    assert MODULE not in client.get("/en/myself/").content.decode()


def test_a_module_without_a_live_step_does_not_show(site: Helpline, client: Client) -> None:
    for step in page_at(MODULE).get_children().specific():
        step.unpublish()
    assert client.get(MODULE).status_code == 404
    assert MODULE not in client.get("/en/myself/").content.decode()


def test_sample_pages_carry_their_banner_until_they_were_reviewed(site: Helpline, client: Client) -> None:
    banner = "Sample content: have it reviewed"
    assert banner in client.get(f"{MODULE}one/").content.decode()
    page = page_at(f"{MODULE}one/")
    page.summary = "Looked at."
    page.save_revision(user=site.mina.row)
    page.get_workflow().start(page, site.mina.row)
    assert "Looked at." not in client.get(f"{MODULE}one/").content.decode()
    page.current_workflow_task_state.approve(user=site.tom.row)
    reviewed = client.get(f"{MODULE}one/").content.decode()
    assert banner not in reviewed
    assert "Looked at." in reviewed
    assert "Reviewed by Tom on" in reviewed
    page = page_at(f"{MODULE}one/")
    page.summary = "Changed since."
    page.save_revision().publish()
    changed = client.get(f"{MODULE}one/").content.decode()
    assert "Reviewed by Tom" not in changed
    assert banner in changed


def test_nobody_reviews_what_they_handed_in_themselves(site: Helpline, client: Client) -> None:
    page = page_at(f"{MODULE}one/")
    page.save_revision(user=site.tom.row)
    page.get_workflow().start(page, site.tom.row)
    page.current_workflow_task_state.approve(user=site.tom.row)
    assert "Reviewed by" not in client.get(f"{MODULE}one/").content.decode()


def test_a_cold_page_asks_the_database_as_often_however_many_steps(
    site: Helpline, client: Client, django_assert_max_num_queries: object
) -> None:
    client.get(f"{MODULE}one/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get(f"{MODULE}one/")


def test_planting_twice_changes_nothing(site: Helpline) -> None:
    before = Page.objects.count()
    assert actions.plant_sample(organisation="Another", folder=SAMPLE, by=None) == 0
    assert Page.objects.count() == before
    assert Entry.objects.filter(act=Act.SITE_PLANTED).count() == 2


def test_a_bad_link_in_the_sample_is_told_and_nothing_is_planted(helpline: Helpline, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "en"
    folder.mkdir()
    for link, told in (("page:nowhere", "there is no page 'nowhere'"), ("url:no:where", "there is no address")):
        (folder / "home.md").write_text(f'+++\nkind = "home"\nslug = "en"\ntitle = "x"\n+++\n[words]({link})\n')
        with pytest.raises(SampleProblem, match=f"en/home.md: {told}"):
            actions.plant_sample(organisation="x", folder=folder.parent, by=None)
        assert not Page.objects.filter(depth__gt=1).exists()
