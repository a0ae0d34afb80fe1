"""What is printed: a code that reads back, posters and cards in every language, nothing that can't be printed."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
import segno
from django.test import Client
from pypdf import PdfReader

from quietline.campaigns.models import Campaign
from quietline.campaigns.posters.codes import modules, svg
from quietline.campaigns.posters.making import as_pdf
from quietline.campaigns.posters.rules import Kind, NotPrintable, Printed
from quietline.campaigns.register.actions import call_off, register_campaign
from quietline.campaigns.register.rules import CampaignGiven, WordingGiven
from tests.factories.helpline import Helpline, signed_in

ADDRESS = "https://help.example/c/k7m3b/"
HEADINGS = {
    "en": "Worried about what you do online?",
    "ar": "هل يقلقك ما تفعله على الإنترنت؟",
    "cy": "Yn poeni am eich ymddygiad ar-lein, ŵ ŷ?",
    "pl": "Martwi Cię Twoje zachowanie w sieci? Żółć",
}
MILLIMETRES = 72 / 25.4


def printed(language: str, **change: str) -> Printed:
    given = {"heading": HEADINGS[language], "text": "Talk to us.", "danger": "In danger: 999"} | change
    return Printed(address=ADDRESS, service="Larkmere", language=language, is_rtl=language == "ar", **given)


@pytest.mark.parametrize("language", HEADINGS)
@pytest.mark.parametrize(("kind", "size"), [(Kind.POSTER_A4, 210), (Kind.POSTER_A3, 297), (Kind.CARDS, 210)])
def test_every_sheet_is_one_page_of_its_size_with_its_language(language: str, kind: Kind, size: int) -> None:
    pages = PdfReader(BytesIO(as_pdf(printed(language), kind))).pages
    assert len(pages) == 1
    assert abs(float(pages[0].mediabox.width) - size * MILLIMETRES) < 1
    text = pages[0].extract_text()
    assert "help.example" in text
    assert "/c/k7m3b/" in text


def test_a_long_wording_is_set_smaller_and_stays_on_its_page() -> None:
    long = printed("en", heading="A long heading " * 10, text="A long text. " * 45)
    assert len(PdfReader(BytesIO(as_pdf(long, Kind.CARDS))).pages) == 1


def test_what_our_font_lacks_is_refused() -> None:
    with pytest.raises(NotPrintable):
        as_pdf(printed("en", heading="A rocket: 🚀"), Kind.POSTER_A4)


def test_the_code_is_that_of_the_address_with_its_quiet_edge() -> None:
    drawn = ElementTree.fromstring(svg(ADDRESS, "k7m3b"))
    assert ADDRESS in "".join(drawn.itertext())
    assert "script" not in svg(ADDRESS, "k7m3b").decode()
    assert len(modules(ADDRESS)) == segno.make(ADDRESS, error="q").symbol_size(border=0)[0]


@pytest.fixture
def campaign(helpline: Helpline) -> Campaign:
    given = CampaignGiven(
        name="Spring",
        code="k7m3b",
        begins_on=date(2026, 3, 2),
        ends_on=date(2026, 5, 31),
        wordings=(WordingGiven(language="ar", heading=HEADINGS["ar"]), WordingGiven(language="pl", heading="🚀")),
    )
    return register_campaign(given=given, by=None)


def test_a_campaigns_page_offers_what_there_is(helpline: Helpline, campaign: Campaign) -> None:
    lead = signed_in(helpline.lead)
    where = f"/campaigns/{campaign.pk}/"
    page = lead.get(where).content.decode()
    for path, kind in (("code.svg", "image/svg+xml"), ("print/ar/poster-a4/", "application/pdf")):
        assert f"{where}{path}" in page
        answer = lead.get(f"{where}{path}")
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    for path, status in (("print/en/cards/", 404), ("print/ar/banner/", 404), ("print/pl/cards/", 409)):
        assert lead.get(f"{where}{path}").status_code == status
    assert signed_in(helpline.mina).get(f"{where}code.svg").status_code == 403
    call_off(campaign=campaign.pk, on=date(2026, 3, 3), by=helpline.lead.row.pk)
    assert lead.get(f"{where}code.svg").status_code == 404
    assert Client().get(f"{where}code.svg").status_code == 302
