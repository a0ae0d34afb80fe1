"""A release as one page: nothing is loaded, nothing runs, dark where the reader's screen is, whole on paper."""

from __future__ import annotations

from pathlib import Path

from quietline.insights.releases.document import Document
from quietline.insights.releases.formats.sections import Section, day, sections
from quietline.ui.charts import CSS, Drawn, tag, words

_STYLES = (CSS, Path(__file__).with_name("release.css"))
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"  # one file, no server: its style stands in it


def as_html(document: Document, *, rtl: bool = False) -> bytes:
    """A whole page in UTF-8. `rtl`: it is read from the right."""
    first, *others = sections(document, rtl=rtl)
    corrects = document.corrects
    notice = f"This corrects release {corrects.number}: {corrects.reason}" if corrects else ""
    body = [
        tag("p", _name(document.publisher), class_="publisher"),
        tag("h1", _name(document.title)),
        tag("p", words(f"Release {document.number}, {day(document)}"), class_="issued"),
        *([tag("p", _name(notice), class_="notice")] if notice else []),
        *(part for section in others for part in _section(section)),
        *_section(first),
    ]
    return page(document.title, body, rtl=rtl)


def page(title: str, body: list[Drawn], *, rtl: bool = False) -> bytes:
    """A page that stands alone, with our style."""
    style = "".join(path.read_text(encoding="utf-8") for path in _STYLES)
    head = tag(
        "head",
        Drawn('<meta charset="utf-8">'),
        Drawn('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Drawn(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        tag("title", words(title)),
        tag("style", Drawn(style)),
    )
    whole = tag("html", head, tag("body", tag("main", *body)), lang="en", dir="rtl" if rtl else "ltr")
    return f"<!doctype html>\n{whole}\n".encode()


def _section(section: Section) -> list[Drawn]:
    parts = [tag("h2", _name(section.heading))]
    parts += [tag("p", _name(paragraph)) for paragraph in section.paragraphs]
    if section.chart:
        return [*parts, section.chart.figure()]
    if section.rows:
        parts.append(_table(section))
    return parts


def _table(section: Section) -> Drawn:
    head = [tag("thead", tag("tr", *(tag("th", _name(cell), scope="col") for cell in section.headings)))]
    rows = [
        tag("tr", tag("th", _name(first), scope="row"), *(tag("td", _name(cell)) for cell in cells))
        for first, *cells in section.rows
    ]
    table = tag("table", *(head if section.headings else []), tag("tbody", *rows))
    kind = "wide" if section.headings else "wide told"
    return tag("div", table, class_=kind, tabindex="0", role="group", aria_label=section.heading)


def _name(text: str) -> Drawn:
    """Words that may be of another direction than the page."""
    return tag("bdi", words(text))
