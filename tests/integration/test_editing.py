"""The editor: who comes in, how a page goes live, and what a hostile or hasty editor can't do."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from quietline.content import actions
from quietline.content.models import ModulePage, Picture, StoredFile
from quietline.content.pictures import made_anew
from quietline.edge.pages import Page as KeptPage
from quietline.edge.pages import pages
from tests.factories.helpline import Helpline, Person, signed_in
from tests.factories.site import page_at

MODULE = "/en/myself/small-steps/"
STEP = f"{MODULE}one/"


def form_of(page: Page, **changes: object) -> dict[str, str]:
    """What the editor's form sends for a page with one text."""
    values = {
        "title": page.title,
        "slug": page.slug,
        "seo_title": "",
        "summary": page.summary,
        "comments-TOTAL_FORMS": 0,
    }
    values |= {"comments-INITIAL_FORMS": 0, "comments-MIN_NUM_FORMS": 0, "comments-MAX_NUM_FORMS": ""}
    values |= {"body": streamfield([("text", rich_text("<p>A new text.</p>"))]), "minutes": 10}
    return nested_form_data(values | changes)


def edit(client: Client, page: Page, **changes: object) -> object:
    return client.post(f"/edit/pages/{page.pk}/edit/", form_of(page, **changes))


def messages_of(client: Client) -> str:
    return client.get("/edit/").content.decode()


def test_only_who_has_a_role_comes_in(site: Helpline, client: Client) -> None:
    assert client.get("/edit/")["Location"] == "/sign-in/?next=/edit/"
    site.lead.row.groups.clear()
    assert signed_in(site.lead).get("/edit/").status_code == 403
    for person in (site.mina, site.tom):
        assert signed_in(person).get("/edit/").status_code == 200


@pytest.mark.parametrize("path", ["login", "password_reset", "users", "groups", "documents"])
def test_other_ways_to_accounts_and_files_are_closed(site: Helpline, path: str) -> None:
    assert signed_in(site.mina).get(f"/edit/{path}/").status_code == 404


def test_the_editors_link_to_ones_account_leads_to_our_own(site: Helpline) -> None:
    for path in ("/edit/account/", "/edit/account/change_password/"):
        answer = signed_in(site.mina).get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/account/")


def test_its_policy_has_a_nonce_for_each_answer_and_no_unsafe_script(site: Helpline) -> None:
    editor = signed_in(site.mina)
    policies = [editor.get("/edit/")["Content-Security-Policy"] for _ in range(2)]
    assert policies[0] != policies[1]
    (scripts,) = re.findall(r"script-src ([^;]*);", policies[0])
    assert re.fullmatch(r"'self' 'nonce-[\w-]{20,}'", scripts)


def test_a_session_that_stood_idle_is_over_here_too(site: Helpline) -> None:
    editor = signed_in(site.mina)
    session = editor.session
    session["seen"] -= 31 * 60
    session.save()
    assert editor.get("/edit/")["Location"].startswith("/sign-in/")


def test_asking_who_else_edits_is_nobody_being_there(site: Helpline) -> None:
    editor = signed_in(site.mina)
    session = editor.session
    session["seen"] -= 10 * 60
    session.save()
    editor.get("/edit/editing-sessions/")
    assert editor.session["seen"] == session["seen"]
    editor.get("/edit/")
    assert editor.session["seen"] > session["seen"]


def test_a_draft_goes_live_through_a_review(site: Helpline, client: Client) -> None:
    page = page_at(STEP)
    editor, reviewer = signed_in(site.mina), signed_in(site.tom)
    assert edit(editor, page, **{"action-publish": "1"}).status_code in {200, 302}  # type: ignore[attr-defined]
    assert "A new text." not in client.get(STEP).content.decode(), "an editor publishes nothing"
    edit(editor, page, **{"action-submit": "1"})
    assert "A new text." not in client.get(STEP).content.decode()
    state = page_at(STEP).current_workflow_task_state
    reviewer.post(f"/edit/pages/workflow/action/{page.pk}/approve/{state.pk}/")
    shown = client.get(STEP).content.decode()
    assert "A new text." in shown
    assert "Reviewed by Tom on" in shown


def test_a_reviewer_changes_nothing_alone(site: Helpline, client: Client) -> None:
    page = page_at(STEP)
    edit(signed_in(site.tom), page, **{"action-publish": "1"})
    assert "A new text." not in client.get(STEP).content.decode()


def test_what_goes_live_empties_the_kept_pages(site: Helpline, django_capture_on_commit_callbacks: object) -> None:
    pages.keep(STEP, KeptPage.of(b"text/html", b"old"), as_of=pages.changes)
    asked_at = pages.changes
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        page_at(STEP).save_revision().publish()
    assert pages.get(STEP) is None
    pages.keep(STEP, KeptPage.of(b"text/html", b"made before the change"), as_of=asked_at)
    assert pages.get(STEP) is None


def test_a_page_goes_live_and_is_taken_down_when_its_time_comes(site: Helpline, client: Client) -> None:
    page = page_at(STEP)
    page.summary = "In time."
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision()
    revision.publish()
    actions.publish_due()
    assert "In time." not in client.get(STEP).content.decode()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    actions.publish_due()
    assert "In time." in client.get(STEP).content.decode()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    actions.publish_due()
    assert client.get(STEP).status_code == 404


HOSTILE = [
    "<p>x<script>alert(1)</script></p>",
    '<p><a href="javascript:alert(1)">x</a></p>',
    '<p><a href="JaVaScRiPt:alert(1)">x</a></p>',
    '<p><a href="data:text/html,<script>alert(1)</script>">x</a></p>',
    '<h1 onclick="alert(1)">x</h1><iframe src="https://elsewhere.example"></iframe>',
]


@pytest.mark.parametrize("html", HOSTILE)
def test_script_in_a_text_never_reaches_a_page(site: Helpline, client: Client, html: str) -> None:
    page = page_at(STEP)
    body = streamfield([("text", rich_text(html))])
    edit(signed_in(site.lead), page, body=body, **{"action-publish": "1"})
    shown = client.get(STEP).content.decode().partition("<main")[2].partition("</main>")[0].lower()
    for sign in ("<script", "javascript:", "onerror", "onclick", "<iframe", "data:text"):
        assert sign not in shown


def link_by_draft_data(address: str) -> str:
    """What the text field's own script would send for a link, with whatever address somebody puts in."""
    import json

    block = {"key": "a", "text": "x", "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    block |= {"entityRanges": [{"offset": 0, "length": 1, "key": 0}]}
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}
    return json.dumps({"blocks": [block], "entityMap": {"0": entity}})


def test_a_link_to_script_put_past_the_form_is_refused_and_nothing_typed_is_lost(
    site: Helpline, client: Client
) -> None:
    for address in ("javascript:alert(1)", "data:text/html,x"):
        body = streamfield([("text", link_by_draft_data(address)), ("text", rich_text("<p>Typed beside it.</p>"))])
        answer = edit(signed_in(site.lead), page_at(STEP), body=body, **{"action-publish": "1"})
        text = answer.content.decode()  # type: ignore[attr-defined]
        assert f"The link to “{address}” can&#x27;t stand on a page." in text
        assert "Typed beside it." in text
    shown = client.get(STEP).content.decode().partition("<main")[2].partition("</main>")[0].lower()
    assert "script:" not in shown
    assert "data:text" not in shown


def test_the_editors_form_for_a_link_takes_no_script(site: Helpline) -> None:
    form = {"external-link-chooser-url": "javascript:alert(1)", "external-link-chooser-link_text": "x"}
    answer = signed_in(site.mina).post("/edit/choose-external-link/", form)
    assert "Enter a valid URL" in answer.json()["html"]


def test_a_form_that_no_browser_sends_is_told_and_breaks_nothing(site: Helpline, client: Client) -> None:
    publisher, page = signed_in(site.lead), page_at(STEP)
    for broken in ("", "{", "[]", '{"entityMap": {"0": {"data": null}}}', "<p>x</p>"):
        answer = edit(publisher, page, body=streamfield([("text", broken)]), **{"action-publish": "1"})
        assert answer.status_code in {200, 302, 400}  # type: ignore[attr-defined]
    answer = edit(publisher, page, body={"count": "many"}, **{"action-publish": "1"})
    assert answer.status_code == 400  # type: ignore[attr-defined]
    assert "That did not work" in answer.content.decode()  # type: ignore[attr-defined]
    assert client.get(STEP).status_code == 200


def test_what_must_stay_gets_no_date_to_be_taken_down(site: Helpline, client: Client) -> None:
    publisher = signed_in(site.lead)
    for path, told in (("/en/trust/", "stays where it is"), ("/en/confidentiality/", "shows the statement in force")):
        page = page_at(path)
        answer = edit(publisher, page, expire_at="2030-01-01 10:00", **{"action-publish": "1"})
        assert told in answer.content.decode()  # type: ignore[attr-defined]
        assert Page.objects.get(pk=page.pk).expire_at is None


def test_whoever_sets_a_date_to_take_down_is_told_who_leads_there(site: Helpline) -> None:
    answer = edit(signed_in(site.lead), page_at(STEP), expire_at="2030-01-01 10:00", **{"action-publish": "1"})
    assert "is led to from “What comes next” (/en/myself/small-steps/" in answer.content.decode()  # type: ignore[attr-defined]
    assert page_at(STEP).expire_at is None


def test_a_first_step_with_a_circle_or_a_dead_end_is_not_published(site: Helpline, client: Client) -> None:
    page = page_at("/en/first-step/")
    before = client.get("/en/first-step/").content
    publisher = signed_in(site.lead)
    for leads_to, told in (("danger", "lead in a circle"), ("nowhere", "which is not there. Lead it elsewhere")):
        ways = [{"words": "Yes", "leads_to": leads_to}, {"words": "No", "leads_to": "talk"}]
        answers = streamfield([("item", way) for way in ways])
        question = {"name": "danger", "question": "Typed question?", "hint": "", "answers": answers}
        offers = streamfield([("item", {"words": "Write", "goal": "contact:write", "page": ""})])
        end = {"name": "talk", "title": "Talk", "words": rich_text("<p>x</p>"), "urgent": "", "offers": offers}
        body = streamfield([("question", question), ("end", end)])
        answer = edit(publisher, page, body=body, **{"action-publish": "1"})
        text = answer.content.decode()  # type: ignore[attr-defined]
        assert told in text
        assert "Typed question?" in text
        assert client.get("/en/first-step/").content == before


def test_a_module_without_steps_is_not_published_and_nothing_typed_is_lost(site: Helpline, client: Client) -> None:
    module = ModulePage(title="Lonely", slug="lonely", live=False)
    page_at("/en/myself/").add_child(instance=module)
    for button in ("action-publish", "action-submit"):
        answer = edit(signed_in(site.lead), module, title="Typed title", **{button: "1"})
        text = answer.content.decode()  # type: ignore[attr-defined]
        assert "A module needs a step that is live" in text
        assert "Typed title" in text
    assert client.get("/en/myself/lonely/").status_code == 404


def test_what_others_lead_to_is_not_deleted_or_taken_down(site: Helpline, client: Client) -> None:
    publisher = signed_in(site.lead)
    step = page_at(STEP)  # led to from step three
    for act in ("delete", "unpublish"):
        answer = publisher.post(f"/edit/pages/{step.pk}/{act}/", {})
        assert answer.status_code == 302
        assert "is led to from “What comes next”" in messages_of(publisher)
        assert client.get(STEP).status_code == 200
    publisher.post(f"/edit/bulk/wagtailcore/page/delete/?id={step.pk}", {})
    assert Page.objects.filter(pk=step.pk).exists()


@pytest.mark.parametrize("path", ["/en/", "/en/trust/", "/en/myself/"])
def test_what_the_program_leads_to_stays_where_it_is(site: Helpline, client: Client, path: str) -> None:
    publisher = signed_in(site.lead)
    page = page_at(path)
    for act in ("delete", "unpublish", f"move/{page_at('/ar/').pk}/confirm"):
        publisher.post(f"/edit/pages/{page.pk}/{act}/", {})
        assert client.get(path).status_code == 200, act
    answer = edit(publisher, page, slug="elsewhere", **{"action-publish": "1"})
    assert "its address stays as it is" in answer.content.decode()  # type: ignore[attr-defined]
    assert client.get(path).status_code == 200


def test_no_page_takes_a_path_of_the_program(site: Helpline) -> None:
    page = page_at("/en/trust/")
    page.slug = "contact"
    with pytest.raises(ValidationError, match="leads to a page of the program"):
        page.full_clean()
    page.slug = "x" * 51
    with pytest.raises(ValidationError, match="50 characters"):
        page.full_clean()


def test_nothing_in_the_editor_reaches_the_statement_in_force(site: Helpline, client: Client) -> None:
    """What seekers agree to is no page of the site: it stands whatever an editor does."""
    for page in Page.objects.filter(depth=2):
        page.specific.unpublish()
    assert client.get("/en/contact/confidentiality/").status_code == 200


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def hand_in(who: Person, content: bytes, name: str = "p.jpg", description: str = "A teal card") -> object:
    client = signed_in(who)
    file = SimpleUploadedFile(name, content, "image/jpeg")
    return client.post("/edit/images/add/", {"title": "A card", "file": file, "description": description})


# Wagtail leaves the temporary file of a rendition to be closed by Python.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_is_made_anew_without_what_the_camera_wrote(site: Helpline, client: Client) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home by somebody"
    hand_in(site.mina, picture(exif=exif))
    kept = Picture.objects.get()
    content = bytes(StoredFile.objects.get(name=kept.file.name).content)
    assert b"taken at home" not in content
    assert Image.open(BytesIO(content)).format == "WEBP"
    shown = kept.get_rendition("width-640|format-webp-lossy")
    answer = client.get(shown.url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert client.get(f"/pictures/{kept.file.name}").status_code == 404, "what was handed in stays behind"


def bomb() -> bytes:
    """A small PNG whose text unpacks to a hundred megabytes."""
    text = b"x\x00\x00" + zlib.compress(b"x" * 100_000_000, 9)
    chunk = len(text).to_bytes(4) + b"zTXt" + text + zlib.crc32(b"zTXt" + text).to_bytes(4)
    whole = picture("PNG")
    return whole[:33] + chunk + whole[33:]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (SVG, "p.svg"),
        (SVG, "p.jpg"),
        (b"\xff\xd8\xff" + b"x" * 500, "p.jpg"),
        (b"PK\x03\x04zip", "p.png"),
        (bomb(), "p.png"),
        (b"", "p.png"),
    ],
)
def test_what_is_no_picture_is_refused_with_words(site: Helpline, content: bytes, name: str) -> None:
    answer = hand_in(site.mina, content, name).content.decode()  # type: ignore[attr-defined]
    assert any(
        told in answer
        for told in ("Choose a JPEG, PNG or WebP file", "Not a supported image format", "The submitted file is empty")
    )
    assert not Picture.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_picture_that_is_something_else_as_well_is_only_a_picture(site: Helpline) -> None:
    page, archive = b"<script>alert(1)</script>", b"PK\x03\x04" + b"\x00" * 26 + b"PK\x05\x06" + b"\x00" * 18
    hand_in(site.mina, picture() + page + archive)
    (kept,) = StoredFile.objects.all()
    assert Image.open(BytesIO(bytes(kept.content))).format == "WEBP"
    assert b"script" not in bytes(kept.content)
    assert b"PK\x05\x06" not in bytes(kept.content)


# Wagtail leaves the temporary file of a rendition to be closed by Python.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_on_a_page_is_kept_and_the_page_stands_without_it(site: Helpline, client: Client) -> None:
    hand_in(site.mina, picture())
    kept, page = Picture.objects.get(), page_at(STEP)
    shown = {"image": kept.pk, "decorative": False, "alt_text": "A teal card"}
    page.set_body(
        [{"type": "picture", "value": shown, "id": "a"}, {"type": "text", "value": "<p>Text.</p>", "id": "b"}]
    )
    page.save()
    assert "<img" in client.get(STEP).content.decode()
    publisher = signed_in(site.lead)
    for path in (f"/edit/images/{kept.pk}/delete/", f"/edit/bulk/content/picture/delete/?id={kept.pk}"):
        publisher.post(path)
        assert f"“A card” stands on “{page.title}” ({STEP})" in messages_of(publisher)
    kept.delete()
    text = client.get(STEP).content.decode()
    assert "<img" not in text
    assert "Text." in text


def test_a_picture_without_words_is_refused(site: Helpline) -> None:
    hand_in(site.mina, picture(), description="")
    assert not Picture.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    small = picture("PNG", (8_000, 8_000))
    assert len(small) < 500_000
    with pytest.raises(ValidationError, match="too many pixels"):
        made_anew(SimpleUploadedFile("p.png", small))


def test_a_large_picture_is_made_as_small_as_pages_need() -> None:
    new = made_anew(SimpleUploadedFile("p.png", picture("PNG", (4_000, 1_000))))
    assert Image.open(new).size == (2_000, 500)


def test_who_does_not_edit_hands_in_nothing(site: Helpline) -> None:
    hand_in(site.tom, picture())
    assert not Picture.objects.exists()


def test_the_editor_says_how_a_page_reads(site: Helpline) -> None:
    editor, page = signed_in(site.mina), page_at(STEP)
    long = "<p>This sentence goes on " + "and on " * 30 + "until nobody can remember how it began at all.</p>"
    edit(editor, page, body=streamfield([("text", rich_text(long))]))
    shown = editor.get(f"/edit/pages/{page.pk}/edit/").content.decode()
    assert "That is hard at eleven years of age." in shown
    assert "The longest sentence has" in shown


def test_a_preview_shows_the_draft_with_the_editors_checks(site: Helpline) -> None:
    editor, page = signed_in(site.mina), page_at(STEP)
    assert editor.post(f"/edit/pages/{page.pk}/edit/preview/", form_of(page)).json()["is_valid"]
    shown = editor.get(f"/edit/pages/{page.pk}/edit/preview/").content.decode()
    assert "A new text." in shown
    assert "wagtail-userbar" in shown
