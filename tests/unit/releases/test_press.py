"""A press pack can't be printed as something that was not counted or not found."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from quietline.config.cli import app
from quietline.config.datadir import DataDirProblem
from quietline.insights.evaluation.sentences import WHY_NAIVE_MISLEADS
from quietline.insights.releases.document import Document, Ratio
from quietline.insights.releases.formats import files
from quietline.insights.releases.press import press_archive, press_pack, press_packs, press_words
from quietline.insights.releases.signature import new_secret, public_key, sign
from quietline.insights.releases.wording import NotPublishable
from tests.unit.releases.published import EVALUATED, a_document

DOCUMENT = a_document()
SAID = "It counts contacts answered."


def with_ratio(*numbers: str, **changes: object) -> Document:
    ratio = Ratio(low=Decimal(numbers[0]), middle=Decimal(numbers[1]), high=Decimal(numbers[2])) if numbers else None
    told = replace(EVALUATED, ratio=ratio, sentence=SAID, **changes)  # type: ignore[arg-type]
    return replace(DOCUMENT, evaluations=(told,))


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (with_ratio("2.01", "2.50", "3.00"), "more than doubled during"),
        (with_ratio("1.62", "2.10", "2.71"), " doubled during"),
        (with_ratio("1.50", "2.10", "2.71"), " rose during"),
        (with_ratio("0.50", "0.60", "0.90"), " fell during"),
        (with_ratio("0.90", "1.60", "2.10"), "No clear evidence that “Spring in the Dales” changed"),
        (with_ratio(), "Too early to tell whether"),
        (with_ratio("1.10", "1.20", "1.30", fragile=True), "(a fragile result)"),
        (with_ratio("1.10", "1.20", "1.30", changed=("the end",)), "(an exploratory result)"),
    ],
)
def test_the_headline_says_what_was_found_with_its_unit(document: Document, says: str) -> None:
    told = press_words(document, document.evaluations[0])
    assert says in told.headline
    assert "number of contacts answered in Lower Dale and Upper Dale together" in told.headline.replace(
        "Number", "number"
    )


@pytest.mark.parametrize(
    ("headline", "why"),
    [
        ("Contacts more than doubled", "claims a doubling"),
        ("Over twice as many contacts", "claims a doubling"),
        ("155 offences in Northland", "says “offences”. What was counted are contacts answered"),
        ("Twice as many people reach out", "says “people”"),
        ("Contacts\nrose", "can't be seen"),
    ],
)
def test_a_headline_of_ones_own_is_held_to_it(headline: str, why: str) -> None:
    with pytest.raises(NotPublishable, match=why):
        press_words(DOCUMENT, EVALUATED, headline=headline)
    assert press_words(DOCUMENT, EVALUATED, headline="Contacts doubled").headline == "Contacts doubled"
    with pytest.raises(NotPublishable, match="claims a doubling"):
        press_words(DOCUMENT, headline="Contacts doubled")


def test_what_was_not_released_has_no_pack() -> None:
    with pytest.raises(NotPublishable, match="not in the release"):
        press_words(DOCUMENT, replace(EVALUATED, fragile=True))


@pytest.mark.parametrize("evaluation", [EVALUATED, None])
def test_text_and_page_have_all_that_must_stand_beside_a_figure(evaluation: object) -> None:
    files = press_pack(DOCUMENT, EVALUATED if evaluation else None)
    suffix = "-1" if evaluation else ""
    text = " ".join(files[f"release-2026-2-press{suffix}.txt"].decode().split())
    page = files[f"release-2026-2-press{suffix}.html"].decode()
    whole = ET.fromstring(re.sub(r"<meta[^>]*>|<img[^>]*>", "", page.removeprefix("<!doctype html>")))
    for found in (text, " ".join("".join(whole.itertext()).split())):
        for must in (
            "contacts answered", "from January 2026 to March 2026", "±14", "never “people” without a unit",
            "Anything about offences", "Do not compare a number from before", " ".join(WHY_NAIVE_MISLEADS.split()),
            "press office of Dales Helpline (invented)", "takes the place of 2026-1", "quietline release verify",
        ):  # fmt: skip
            assert must in found
        if evaluation:
            assert EVALUATED.sentence in found
    assert "img-src data:" in page
    assert not re.search(r"https?://(?!www\.w3\.org)", page)


@pytest.mark.parametrize(
    "document",
    [
        DOCUMENT,
        with_ratio("0.90", "1.60", "2.10"),
        with_ratio(),
        replace(DOCUMENT, publisher="A " + "very " * 40 + "long name"),
    ],
)
def test_cards_are_whole_and_stand_alone(document: Document) -> None:
    found = {**press_pack(document), **press_pack(document, document.evaluations[0])}
    cards = {name: card for name, card in found.items() if name.endswith(".svg")}
    assert len(cards) == 4
    for name, card in cards.items():
        svg = ET.fromstring(card)
        width, height = (1080, 1080) if "square" in name else (1200, 630)
        assert (svg.attrib["width"], svg.attrib["height"]) == (str(width), str(height))
        texts = list(svg.iter("{http://www.w3.org/2000/svg}text"))
        assert all(0 < float(text.attrib["y"]) < height for text in texts)
        words = " ".join(text.text or "" for text in texts)
        for must in ("ontacts answered", "2026 to March", "Release 2026-2, 14 April 2026"):
            assert must in words
        assert not re.search(rb"<script| on\w+=|href|url\(|@import", card)


def test_the_command_line_writes_everything_from_the_signed_file(tmp_path: Path) -> None:
    secret = new_secret()
    file, out = tmp_path / "release.signed", tmp_path / "release.zip"
    file.write_bytes(sign(DOCUMENT, secret))
    command = ["release", "files", str(file), "--out", str(out), "--contact", "01632 960123"]
    done = CliRunner().invoke(app, [*command, "--key", public_key(secret)])
    assert done.exit_code == 0, done.output
    with ZipFile(out) as found:
        names = set(found.namelist())
        assert found.read("release-2026-2.signed") == file.read_bytes()
        assert b"01632 960123" in found.read("release-2026-2-press-1.txt")
    assert names == {*files(DOCUMENT, b""), *press_packs(DOCUMENT)}
    out.unlink()
    assert CliRunner().invoke(app, [*command, "--key", public_key(new_secret())]).exit_code == 1
    refused = CliRunner().invoke(app, [*command[:-1], "two\nlines"])
    assert isinstance(refused.exception, DataDirProblem)
    assert "contact for the press" in str(refused.exception)
    file.write_bytes(file.read_bytes().replace(b"Northland", b"Southland"))
    assert CliRunner().invoke(app, command).exit_code == 1
    assert not out.exists()


def test_everything_goes_into_one_archive() -> None:
    files = press_pack(DOCUMENT, EVALUATED)
    archive = press_archive(DOCUMENT, files)
    assert press_archive(DOCUMENT, files) == archive
    with ZipFile(io.BytesIO(archive)) as found:
        assert {name: found.read(name) for name in found.namelist()} == files
