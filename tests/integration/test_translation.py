"""A page goes to its translator as a PO file and comes back as a draft; another page's file does not."""

from __future__ import annotations

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quietline.audit.models import Act, Entry
from quietline.content.models import PublicPage
from tests.factories.helpline import Helpline, signed_in
from tests.factories.site import page_at

STEP = "/en/myself/small-steps/one/"


def downloaded(editor: Client, page: PublicPage) -> polib.POFile:
    return polib.pofile(editor.get(f"/edit/translations/{page.pk}/ar/").content.decode())


def hand_in(editor: Client, page: PublicPage, text: str, language: str = "ar") -> str:
    """Hand a file in; returns the page that follows, with what the editor says."""
    file = SimpleUploadedFile("page.po", text.encode(), "text/plain")
    answer = editor.post(f"/edit/translations/{page.pk}/", {"language": language, "file": file}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def translated(file: polib.POFile) -> str:
    """As if somebody had filled it in, the marks left as they were."""
    for entry in file:
        entry.msgstr = entry.msgid.replace("days", "أيام").replace("Where", "أين").replace("How sure", "إلى أي حد")
        if entry.msgstr == entry.msgid:
            entry.msgstr = entry.msgid.replace("e", "ي") if "<" not in entry.msgid else entry.msgid.replace(".", "۔")
    return str(file)


@pytest.fixture
def editor(site: Helpline) -> Client:
    return signed_in(site.mina)


def test_a_page_is_translated_by_its_file(site: Helpline, editor: Client, client: Client) -> None:
    for path in ("/en/myself/", "/en/myself/small-steps/", STEP):
        page = page_at(path)
        assert "is kept as a draft" in hand_in(editor, page, translated(downloaded(editor, page)))
    draft = page_at("/ar/myself/small-steps/one/")
    assert (draft.live, draft.language) == (False, "ar")
    assert "هذه الصفحة غير متوفّرة" in client.get(draft.url_path).content.decode(), "a draft is not shown"
    for path in ("/ar/myself/", "/ar/myself/small-steps/", draft.url_path):
        page_at(path).get_latest_revision().publish()
    shown = client.get(draft.url_path).content.decode()
    assert "أين you are" in shown
    assert "<i>أيام</i> are <b>harder</b>" in shown
    assert Entry.objects.filter(act=Act.PAGE_TRANSLATED, actor=site.mina.row.pk).count() == 3


def test_what_was_translated_stands_in_the_next_file_and_what_changed_does_not(editor: Client) -> None:
    page = page_at("/en/myself/")
    hand_in(editor, page, translated(downloaded(editor, page)))
    assert all(entry.msgstr for entry in downloaded(editor, page))
    page.summary = "Another summary."
    page.save()
    file = downloaded(editor, page)
    file.find("Another summary.").msgid = "An older summary."  # type: ignore[union-attr]
    assert "1 texts are still in English" in hand_in(editor, page, translated(file))


def test_a_file_of_another_page_or_language_is_refused(editor: Client) -> None:
    page, other = page_at("/en/myself/"), page_at("/en/trust/")
    assert "This file is of another page" in hand_in(editor, page, translated(downloaded(editor, other)))
    file = downloaded(editor, page)
    file.metadata["Language"] = "cy"
    assert "for another language" in hand_in(editor, page, translated(file))


def test_a_step_waits_for_the_page_above_it(editor: Client) -> None:
    page = page_at(STEP)
    assert "Translate that first" in hand_in(editor, page, translated(downloaded(editor, page)))


@pytest.mark.parametrize(
    "planted", ["<script>alert(1)</script>", '<a href="javascript:alert(1)">x</a>', "<b>more</b>", "<p>"]
)
def test_marks_that_the_source_has_not_are_refused(editor: Client, planted: str) -> None:
    page = page_at("/en/trust/")
    file = downloaded(editor, page)
    for entry in file:
        entry.msgstr = entry.msgid + planted
    assert "The marks in angle brackets must stay" in hand_in(editor, page, str(file))


@pytest.mark.parametrize(
    "text", ["", "no po file", "/etc/hostname", "msgid", 'msgid "x"\nmsgstr', "\x00\x01", "PK\x03\x04"]
)
def test_what_is_no_po_file_is_told(editor: Client, text: str) -> None:
    said = hand_in(editor, page_at("/en/trust/"), text)
    assert any(words in said for words in ("This is no PO file", "of another page", "Choose a PO file"))


def test_it_is_for_editors_and_known_languages(site: Helpline, editor: Client) -> None:
    page = page_at("/en/trust/")
    assert signed_in(site.tom).get(f"/edit/translations/{page.pk}/").status_code in {302, 403}
    assert editor.get(f"/edit/translations/{page.pk}/xx/").status_code == 404
    assert editor.get(f"/edit/translations/{page_at('/ar/').pk}/").status_code == 404
    assert b"Translations of" in editor.get(f"/edit/translations/{page.pk}/").content
