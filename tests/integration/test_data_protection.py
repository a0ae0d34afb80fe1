"""The data-protection pack: facts of the running helpline, nothing about a person, as web page and PDF."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader

from quietline.config.data_protection.facts import facts
from quietline.config.data_protection.writing import as_html, write
from quietline.contact.retention.actions import set_periods
from quietline.contact.retention.rules import Kind
from tests.factories.helpline import TEXT, Helpline, signed_in, write_to


def test_it_says_what_this_helpline_does_and_nothing_about_a_person(helpline: Helpline) -> None:
    write_to(helpline)
    set_periods(line=helpline.line, periods={kind: 91 if kind is Kind.CLOSED else None for kind in Kind}, by=None)  # type: ignore[arg-type]
    html = as_html(facts())
    for text in (
        "The Larkmere Trust",
        "Larkmere line",
        "uk-two-keys, version 1",
        "91 days",
        "contact.Message",
        "held by 3",
    ):
        assert text in html
    for text in ("Mina", "Tom Fairburn", "@larkmere.example", TEXT):
        assert text not in html
    assert "http" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_every_table_stands_in_it_with_its_classes(helpline: Helpline) -> None:
    by_name = {table.name: table for table in facts().tables}
    assert by_name["contact.Message"].sealed == ["sealed"]
    assert "state" in by_name["contact.Thread"].open
    assert by_name["tally.Tally"].counts == ["count"]


def test_the_pdf_can_be_read_and_the_command_writes_both(helpline: Helpline, tmp_path: Path) -> None:
    files = write(facts(), tmp_path / "pack")
    assert [file.name for file in files] == ["data-protection.html", "data-protection.pdf"]
    pages = PdfReader(files[1]).pages
    text = "".join(page.extract_text() for page in pages)
    assert "Record of processing" in text
    assert "Larkmere line" in text


def test_an_administrator_gets_it_and_nobody_else(helpline: Helpline) -> None:
    admin, mina = signed_in(helpline.lead), signed_in(helpline.mina)
    assert admin.get("/desk/data-protection/").status_code == 200
    answer = admin.get("/desk/data-protection/html/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="data-protection.html"'
    pdf = admin.get("/desk/data-protection/pdf/")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    for path in ("", "html/", "pdf/"):
        assert mina.get(f"/desk/data-protection/{path}").status_code == 403
    assert admin.get("/desk/data-protection/odt/").status_code == 404
