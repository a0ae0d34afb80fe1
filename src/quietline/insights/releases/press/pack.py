"""The press pack as text, as a page, as pictures, and all of it in one archive."""

from __future__ import annotations

from base64 import b64encode
from textwrap import wrap

from quietline.insights.releases.document import Document, PublishedEvaluation
from quietline.insights.releases.formats import base
from quietline.insights.releases.formats.as_html import page
from quietline.insights.releases.formats.sections import day
from quietline.insights.releases.formats.zipped import zipped
from quietline.insights.releases.press.cards import SIZES, areas_card, evaluation_card
from quietline.insights.releases.press.wording import Press, press_words
from quietline.ui.charts import Drawn, tag, words

_WIDTH = 88


def press_pack(
    document: Document, evaluation: PublishedEvaluation | None = None, *, headline: str = "", contact: str = ""
) -> dict[str, bytes]:
    """The files by name: text, page, cards.

    Raises:
        NotPublishable: see `press_words`.
    """
    told = press_words(document, evaluation, headline=headline, contact=contact)
    name = f"{base(document)}-press{_suffix(document, evaluation)}"
    cards = press_cards(document, evaluation)
    files = {f"{name}.txt": _text(document, told), f"{name}.html": _page(document, told, cards)}
    return files | {f"{name}-{shape}.svg": card for shape, card in cards.items()}


def press_packs(document: Document, *, contact: str = "") -> dict[str, bytes]:
    """The pack of the release's figures and of each of its evaluations.

    Raises:
        NotPublishable: the contact is no line of text.
    """
    found = press_pack(document, contact=contact)
    for evaluation in document.evaluations:
        found |= press_pack(document, evaluation, contact=contact)
    return found


def press_archive(document: Document, files: dict[str, bytes]) -> bytes:
    """Files of a release and its press packs in one ZIP, which has the same bytes whenever it is made."""
    return zipped(files, document.issued_on)


def press_cards(document: Document, evaluation: PublishedEvaluation | None) -> dict[str, bytes]:
    """By shape; none where there is nothing to draw."""
    made = {
        shape: evaluation_card(document, evaluation, shape) if evaluation else areas_card(document, shape)
        for shape in SIZES
    }
    return {shape: card for shape, card in made.items() if card}


def _suffix(document: Document, evaluation: PublishedEvaluation | None) -> str:
    return "" if evaluation is None else f"-{document.evaluations.index(evaluation) + 1}"


def _parts(told: Press) -> list[tuple[str, tuple[str, ...]]]:
    """Headings with what stands under them; a list where there are several."""
    return [
        ("To quote as it stands", (told.quote,)),
        ("Figures", told.figures),
        ("What this does not say", told.not_said),
        ("Notes to editors", told.notes),
        ("Contact for the press", (told.contact,)),
    ]


def _text(document: Document, told: Press) -> bytes:
    lines = [*wrap(told.headline, _WIDTH), "", *wrap(told.sentence, _WIDTH)]
    lines += ["", f"{document.publisher}, {day(document)}. Release {document.number}."]
    for heading, some in _parts(told):
        if some:
            lines += ["", heading.upper()]
        for one in some:
            first = "- " if len(some) > 1 else ""
            lines += wrap(one, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
    return ("\n".join(lines) + "\n").encode()


def _page(document: Document, told: Press, cards: dict[str, bytes]) -> bytes:
    body = [
        tag("p", _name(f"{document.publisher}: for the press"), class_="publisher"),
        tag("h1", _name(told.headline)),
        tag("p", words(f"Release {document.number}, {day(document)}"), class_="issued"),
        tag("p", _name(told.sentence), class_="notice"),
        *([_picture(cards["wide"], told.sentence)] if "wide" in cards else []),
    ]
    for heading, some in _parts(told):
        if some:
            body.append(tag("h2", words(heading)))
        if len(some) > 1:
            body.append(tag("ul", *(tag("li", _name(one)) for one in some)))
        else:
            body += [tag("p", _name(one)) for one in some]
    return page(told.headline, body)


def _picture(card: bytes, sentence: str) -> Drawn:
    # As an image, so that its style stays its own.
    source = f"data:image/svg+xml;base64,{b64encode(card).decode()}"
    image = tag("img", src=source, alt=sentence, width=1200, height=630)
    return tag("p", Drawn(image.removesuffix("</img>")), class_="card")  # HTML's images have no end


def _name(text: str) -> Drawn:
    return tag("bdi", words(text))
